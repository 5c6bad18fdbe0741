package dev.odeon.gpu.ensemble;

import java.util.List;
import java.util.OptionalInt;

/// A sum over lanes of what is made of kept numbers: of each lane the terms are added from the
/// first to the last.
///
/// @param terms at least one
/// @param rows elements of a left factor, or of a term that is no product
/// @param columns elements of a right factor, 1 if there are none
public record KeptSum(List<Term> terms, int rows, int columns) {
  public KeptSum {
    terms = List.copyOf(terms);
  }

  /// The outer product of two kept tensors, row-major, or one of them alone.
  ///
  /// @param left the first of the kept numbers of the left factor, or of the tensor
  /// @param right that of the right factor
  public record Term(int left, OptionalInt right) {}

  /// Number of elements.
  public int size() {
    return rows * columns;
  }
}
