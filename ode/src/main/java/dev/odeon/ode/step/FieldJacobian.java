package dev.odeon.ode.step;

import dev.odeon.nn.ad.sparse.CompressedJacobian;
import dev.odeon.nn.ad.sparse.SparsityPattern;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.RadauTableau;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// The derivative J of a field for the state, and the matrices that implicit steps make of it. How
/// its values are kept, all of them or those that can differ from zero, is decided by the trace of
/// the field; M is the mass matrix of the field.
sealed interface FieldJacobian permits DenseJacobian, SparseJacobian {
  /// Up to this dimension the pattern is not looked at.
  int SMALL = 32;

  /// Sparse where few colours give it and sparse elimination takes less than a quarter of the
  /// multiplications of a dense one. Sparse elimination does not exchange rows, so with a singular
  /// mass matrix every equation must have a diagonal entry.
  static FieldJacobian of(FieldGraph field) {
    int d = field.dimension();
    if (d <= SMALL) {
      return DenseJacobian.of(field);
    }
    CompressedJacobian compressed = CompressedJacobian.of(field.graph(), 1, 0);
    if (2 * compressed.colouring().count() >= d) {
      return DenseJacobian.of(field);
    }
    if (hasPivots(field, compressed.pattern())) {
      SparseJacobian sparse = SparseJacobian.of(field, compressed);
      if (12 * sparse.elimination().multiplications() < (long) d * d * d) {
        return sparse;
      }
    }
    return new DenseJacobian(field, Optional.empty(), Optional.of(compressed));
  }

  private static boolean hasPivots(FieldGraph field, SparsityPattern pattern) {
    Mass mass = Mass.of(field);
    return IntStream.range(0, field.dimension())
        .allMatch(i -> mass.at(i, i) != 0 || pattern.contains(i, i));
  }

  /// Its values at a point.
  Tensor at(Tensor t, Tensor y, List<Tensor> p);

  /// Their type.
  TensorType type();

  /// For each row the sum of the absolute entries: the largest bounds the spectral radius.
  ///
  /// @param values of J
  Tensor rowSums(Tensor values);

  /// Factors `M + P J`, P the projector onto the algebraic equations of a singular M.
  ///
  /// @param values of J
  StageMatrix constrained(Tensor values);

  /// Factors `M - c J`.
  ///
  /// @param values of J
  /// @param c scalar
  StageMatrix stage(Tensor values, Tensor c);

  /// A matrix that [#stage] factored, of its two tensors.
  StageMatrix stage(List<Tensor> tensors);

  /// Types of the tensors of a matrix that [#stage] factored.
  List<TensorType> stageTypes();

  /// Factors `(alpha - i beta) M - h J` as the real matrix of twice the size for real and imaginary
  /// parts, `[[alpha M - h J, beta M], [-beta M, alpha M - h J]]`.
  ///
  /// @param values of J
  /// @param h scalar
  StageMatrix pair(Tensor values, Tensor h, double alpha, double beta);

  /// Factors the matrix of all stages of a collocation method at once, `M - h a_ij J_j` by blocks,
  /// M on the diagonal only.
  ///
  /// @param values of J at each stage
  /// @param h scalar
  StageMatrix stages(List<Tensor> values, Tensor h, RadauTableau tableau);
}
