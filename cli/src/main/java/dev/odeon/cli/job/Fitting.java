package dev.odeon.cli.job;

import dev.odeon.cli.output.FitReport;

/// Does fits.
@FunctionalInterface
public interface Fitting {
  /// Fits, and leaves model, checkpoints and pictures in the request's output folder. A solver or
  /// optimiser that gives up, and a cancellation, are endings in the report, with the best values
  /// so far.
  ///
  /// @throws dev.odeon.cli.fault.CommandException if the request cannot be carried out
  FitReport fit(FitRequest request);
}
