package dev.odeon.nn.backend.cpu.kernel;

/// Copies a block of numbers from one array to another, which may hold floats where the first holds
/// doubles.
@FunctionalInterface
interface Copier {
  /// Copies rows.
  ///
  /// @param from array that is read
  /// @param start index of its first element
  /// @param row distance of its rows
  /// @param to array that is written
  /// @param at index of its first element
  /// @param toRow distance of its rows
  /// @param rows number of rows
  /// @param columns number of neighbouring elements of a row
  void copy(Object from, int start, int row, Object to, int at, int toRow, int rows, int columns);
}
