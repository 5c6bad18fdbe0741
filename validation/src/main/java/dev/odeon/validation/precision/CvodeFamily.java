package dev.odeon.validation.precision;

/// The two families of multistep methods of CVODE, orders varying.
enum CvodeFamily {
  /// Adams methods, orders 1 to 12, solved by fixed-point iteration.
  ADAMS(1),
  /// Backward differentiation, orders 1 to 5, solved by Newton's method with a matrix of difference
  /// quotients, banded or dense.
  BDF(2);

  private final int code;

  CvodeFamily(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
