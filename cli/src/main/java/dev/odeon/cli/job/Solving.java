package dev.odeon.cli.job;

import dev.odeon.cli.output.SolveReport;

/// Computes solutions.
@FunctionalInterface
public interface Solving {
  /// Solves. A solver that gives up is an ending in the report, with the times that were reached.
  ///
  /// @throws dev.odeon.cli.fault.CommandException if the request cannot be carried out
  SolveReport solve(SolveRequest request);
}
