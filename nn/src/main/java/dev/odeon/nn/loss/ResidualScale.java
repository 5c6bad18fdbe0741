package dev.odeon.nn.loss;

/// On which scale predictions and observations are compared.
public enum ResidualScale {
  /// prediction - observation.
  VALUE,
  /// log prediction - log observation; both must be positive.
  LOG;

  /// The residual of a prediction.
  public double difference(double prediction, double observation) {
    return switch (this) {
      case VALUE -> prediction - observation;
      case LOG -> Math.log(prediction) - Math.log(observation);
    };
  }

  /// The tangent of the residual, from that of the prediction.
  public double tangent(double prediction, double predictionTangent) {
    return switch (this) {
      case VALUE -> predictionTangent;
      case LOG -> predictionTangent / prediction;
    };
  }

  /// Whether an observation can be compared with: finite, and for logarithms positive.
  public boolean accepts(double observation) {
    return switch (this) {
      case VALUE -> Double.isFinite(observation);
      case LOG -> observation > 0 && observation < Double.POSITIVE_INFINITY;
    };
  }
}
