package dev.odeon.nn.loss;

/// On which scale predictions and observations are compared.
public enum ResidualScale {
  /// prediction - observation.
  VALUE,
  /// log prediction - log observation; both must be positive.
  LOG
}
