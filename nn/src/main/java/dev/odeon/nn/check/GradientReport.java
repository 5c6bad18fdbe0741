package dev.odeon.nn.check;

/// What a [GradientCheck] found.
///
/// @param subject name of the function that was checked
/// @param compared number of partial derivatives that were compared, in each mode
/// @param worst the largest error of all
public record GradientReport(String subject, int compared, Discrepancy worst) {
  /// Whether no error is larger than `tolerance`.
  public boolean isWithin(double tolerance) {
    return worst.error() <= tolerance;
  }

  /// This report, if no error is larger than `tolerance`.
  ///
  /// @throws AssertionError otherwise; the message names the worst element
  public GradientReport require(double tolerance) {
    if (!isWithin(tolerance)) {
      throw new AssertionError(subject + ": " + worst);
    }
    return this;
  }
}
