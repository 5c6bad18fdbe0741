package dev.odeon.cli.fitfile;

/// How residuals are summed up.
public enum LossKind {
  /// Mean of squares.
  MSE,
  /// Mean of absolute values.
  MAE,
  /// Mean of Huber's function: square near zero, linear beyond 1.
  HUBER,
  /// Negative log likelihood of normal errors.
  GAUSSIAN
}
