package dev.odeon.cli.data;

/// Which observed values are meaningful.
public enum ValueDomain {
  /// Any finite number.
  REAL,
  /// Numbers above zero, because their logarithms are compared.
  POSITIVE
}
