package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Value;

/// An address that a kernel is given.
sealed interface Argument {
  /// The array of a value.
  record Array(Value value) implements Argument {}

  /// A table of whole numbers, `i32`.
  ///
  /// @param number of the table in its program
  record Table(int number) implements Argument {}
}
