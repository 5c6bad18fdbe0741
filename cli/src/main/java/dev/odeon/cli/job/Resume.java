package dev.odeon.cli.job;

/// Where a fit begins.
public enum Resume {
  /// At the start values of the fit file.
  FROM_START,
  /// At the last checkpoint in the output folder.
  FROM_CHECKPOINT
}
