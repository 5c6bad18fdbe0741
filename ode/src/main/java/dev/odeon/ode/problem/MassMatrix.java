package dev.odeon.ode.problem;

import java.util.Arrays;

/// The constant matrix M of a problem `M dy/dt = f(t, y, p)`.
///
/// A singular one makes it a differential-algebraic problem: with N a basis of the row vectors that
/// M takes to zero, the equations `N f(t, y, p) = 0` hold no derivative. It can be solved if its
/// index is 1: if these equations determine the components that M takes to zero. E. Hairer, G.
/// Wanner, Solving Ordinary Differential Equations II, 2nd ed., section VI.1.
public final class MassMatrix {
  private final int dimension;
  private final double[] entries;
  private final double[] constraints;

  private MassMatrix(int dimension, double[] entries) {
    this.dimension = dimension;
    this.entries = entries;
    constraints = LeftNullSpace.projector(dimension, entries);
  }

  /// A matrix by its rows.
  ///
  /// @throws IllegalArgumentException if it is not square, empty, zero, or has an entry that is not
  ///   finite
  public static MassMatrix of(double[]... rows) {
    int d = rows.length;
    double[] entries = new double[d * d];
    for (int i = 0; i < d; i++) {
      if (rows[i].length != d) {
        throw new IllegalArgumentException(
            "row " + i + " of a mass matrix of " + d + " rows has " + rows[i].length + " entries");
      }
      System.arraycopy(rows[i], 0, entries, i * d, d);
    }
    return checked(d, entries);
  }

  /// A diagonal matrix: 0 marks an algebraic equation and its component.
  ///
  /// @throws IllegalArgumentException if there is no entry that is not zero, or one is not finite
  public static MassMatrix diagonal(double... diagonal) {
    int d = diagonal.length;
    double[] entries = new double[d * d];
    for (int i = 0; i < d; i++) {
      entries[i * (d + 1)] = diagonal[i];
    }
    return checked(d, entries);
  }

  private static MassMatrix checked(int d, double[] entries) {
    boolean zero = true;
    for (int i = 0; i < entries.length; i++) {
      if (!Double.isFinite(entries[i])) {
        throw new IllegalArgumentException(
            "entry (" + i / d + ", " + i % d + ") of a mass matrix is " + entries[i]);
      }
      zero &= entries[i] == 0;
    }
    if (zero) {
      throw new IllegalArgumentException("a mass matrix of " + d + " rows has no entry but zeros");
    }
    return new MassMatrix(d, entries);
  }

  /// Number of rows.
  public int dimension() {
    return dimension;
  }

  /// The entry of row `row` and column `column`.
  public double at(int row, int column) {
    return entries[row * dimension + column];
  }

  /// All entries, row by row, a copy.
  public double[] entries() {
    return entries.clone();
  }

  /// Whether only the diagonal has entries that are not zero.
  public boolean isDiagonal() {
    for (int i = 0; i < entries.length; i++) {
      if (entries[i] != 0 && i / dimension != i % dimension) {
        return false;
      }
    }
    return true;
  }

  /// Whether it has no inverse: whether some equations are algebraic.
  public boolean isSingular() {
    return Arrays.stream(constraints).anyMatch(x -> x != 0);
  }

  /// The orthogonal projector onto the row vectors that the matrix takes to zero, row by row: times
  /// the field it is zero where the algebraic equations hold.
  public double[] constraints() {
    return constraints.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MassMatrix that && Arrays.equals(entries, that.entries);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(entries);
  }

  @Override
  public String toString() {
    return "mass matrix of " + dimension + " rows" + (isSingular() ? ", singular" : "");
  }
}
