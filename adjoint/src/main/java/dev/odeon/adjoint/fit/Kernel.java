package dev.odeon.adjoint.fit;

/// Weights of neighbours in [Smoothing], as functions of the distance u in bandwidths; each is
/// even, and its integral is 1. Wand, Jones, Kernel smoothing (1995), table 2.1; Silverman, Density
/// estimation (1986).
public enum Kernel {
  /// `3/4 (1 - u^2)` for |u| <= 1.
  EPANECHNIKOV,
  /// `1/2` for |u| <= 1.
  UNIFORM,
  /// `1 - |u|` for |u| <= 1.
  TRIANGULAR,
  /// `15/16 (1 - u^2)^2` for |u| <= 1.
  QUARTIC,
  /// `35/32 (1 - u^2)^3` for |u| <= 1.
  TRIWEIGHT,
  /// `70/81 (1 - |u|^3)^3` for |u| <= 1.
  TRICUBE,
  /// `e^(-u^2/2) / sqrt(2 pi)`.
  GAUSSIAN,
  /// `pi/4 cos(pi u / 2)` for |u| <= 1.
  COSINE,
  /// `1 / (e^u + 2 + e^-u)`.
  LOGISTIC,
  /// `2 / (pi (e^u + e^-u))`.
  SIGMOID,
  /// `1/2 e^(-|u|/sqrt 2) sin(|u|/sqrt 2 + pi/4)`; negative in places.
  SILVERMAN;

  /// The weight at distance u.
  public double weight(double u) {
    double size = Math.abs(u);
    double inside = Math.max(0, 1 - u * u);
    return switch (this) {
      case EPANECHNIKOV -> 0.75 * inside;
      case UNIFORM -> size <= 1 ? 0.5 : 0;
      case TRIANGULAR -> Math.max(0, 1 - size);
      case QUARTIC -> 15.0 / 16 * inside * inside;
      case TRIWEIGHT -> 35.0 / 32 * inside * inside * inside;
      case TRICUBE -> 70.0 / 81 * Math.pow(Math.max(0, 1 - size * size * size), 3);
      case GAUSSIAN -> Math.exp(-u * u / 2) / Math.sqrt(2 * Math.PI);
      case COSINE -> size <= 1 ? Math.PI / 4 * Math.cos(Math.PI * u / 2) : 0;
      case LOGISTIC -> 1 / (Math.exp(u) + 2 + Math.exp(-u));
      case SIGMOID -> 2 / (Math.PI * (Math.exp(u) + Math.exp(-u)));
      case SILVERMAN -> {
        double v = size / Math.sqrt(2);
        yield 0.5 * Math.exp(-v) * Math.sin(v + Math.PI / 4);
      }
    };
  }
}
