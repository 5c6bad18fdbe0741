package dev.odeon.nn.graph;

/// Which system [Op.LuSolve] or [Op.SparseLuSolve] solves with a factored matrix.
public enum MatrixForm {
  /// That of the matrix.
  PLAIN,
  /// That of its transpose.
  TRANSPOSED;

  /// The other one.
  public MatrixForm transposed() {
    return this == PLAIN ? TRANSPOSED : PLAIN;
  }
}
