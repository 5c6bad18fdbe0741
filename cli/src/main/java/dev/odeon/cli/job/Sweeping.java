package dev.odeon.cli.job;

import dev.odeon.cli.output.SweepReport;
import dev.odeon.cli.output.SweepRows;

/// Computes sweeps.
@FunctionalInterface
public interface Sweeping {
  /// Solves all combinations and hands over their rows in order.
  ///
  /// @throws dev.odeon.cli.fault.CommandException if the request cannot be carried out
  SweepReport sweep(SweepRequest request, SweepRows rows);
}
