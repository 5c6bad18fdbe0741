package dev.odeon.cli.output;

import java.util.List;

/// Takes the table of a sweep, line by line.
public interface SweepRows {
  /// The names of the columns; first of all.
  void header(List<String> names);

  /// One line: numbers, NaN for a missing one, then how the trajectory ended.
  void row(double[] numbers, String outcome);

  /// There are no more lines.
  void end();
}
