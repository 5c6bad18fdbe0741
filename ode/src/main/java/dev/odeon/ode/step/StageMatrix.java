package dev.odeon.ode.step;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.RadauTableau;
import java.util.ArrayList;
import java.util.List;

/// The factored matrix of an implicit step, one a lane: `M - c J`, or a complex pair of these. M is
/// the mass matrix of the field, the identity if it has none.
sealed interface StageMatrix permits UnrolledMatrix, StageMatrix.Factored {
  /// Up to this size elimination is written out: registers, no loop.
  int UNROLLED = 4;

  /// The same for the matrix of a complex pair.
  int UNROLLED_PAIR = 6;

  /// Factors `M - c J`.
  ///
  /// @param jacobian `[d, d]`
  /// @param c scalar
  static StageMatrix of(Mass mass, Tensor jacobian, Tensor c) {
    return factored(jacobian.fma(c.negate(), mass.times(1, jacobian)));
  }

  /// Factors `matrix`, `[d, d]`.
  static StageMatrix factored(Tensor matrix) {
    return matrix.shape().dim(0) <= UNROLLED
        ? UnrolledMatrix.of(UnrolledMatrix.entries(matrix))
        : new Factored(LuFactors.of(matrix));
  }

  /// Factors `(alpha - i beta) M - h J` as the real matrix of twice the size for real and imaginary
  /// parts, `[[alpha M - h J, beta M], [-beta M, alpha M - h J]]`.
  ///
  /// @param jacobian `[d, d]`
  /// @param h scalar
  static StageMatrix ofPair(Mass mass, Tensor jacobian, Tensor h, double alpha, double beta) {
    Tensor block = jacobian.fma(h.negate(), mass.times(alpha, jacobian));
    int d = jacobian.shape().dim(0);
    if (2 * d <= UNROLLED_PAIR) {
      Tensor[][] entries = UnrolledMatrix.entries(block);
      Tensor[][] pair = new Tensor[2 * d][2 * d];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          pair[i][j] = entries[i][j];
          pair[d + i][d + j] = entries[i][j];
          pair[i][d + j] = h.scalar(beta * mass.at(i, j));
          pair[d + i][j] = h.scalar(mass.at(i, j) == 0 ? 0 : -beta * mass.at(i, j));
        }
      }
      return UnrolledMatrix.of(pair);
    }
    Tensor above = joined(1, List.of(block, mass.times(beta, jacobian)));
    Tensor below = joined(1, List.of(mass.times(-beta, jacobian), block));
    return new Factored(LuFactors.of(joined(0, List.of(above, below))));
  }

  /// Factors the matrix of all stages of a collocation method at once, `M - h a_ij J_j` by blocks,
  /// M on the diagonal only.
  ///
  /// @param jacobians J at each stage, `[d, d]`
  /// @param h scalar
  static StageMatrix ofStages(Mass mass, List<Tensor> jacobians, Tensor h, RadauTableau tableau) {
    List<Tensor> rows = new ArrayList<>();
    for (int i = 0; i < jacobians.size(); i++) {
      List<Tensor> blocks = new ArrayList<>();
      for (int j = 0; j < jacobians.size(); j++) {
        Tensor block = jacobians.get(j).times(h.times(-tableau.row(i)[j]));
        blocks.add(i == j ? block.plus(mass.times(1, block)) : block);
      }
      rows.add(joined(1, blocks));
    }
    return new Factored(LuFactors.of(joined(0, rows)));
  }

  private static Tensor joined(int axis, List<Tensor> parts) {
    return parts.getFirst().tracer().apply(new Op.Concatenate(axis), parts).getFirst();
  }

  /// The x for which the matrix times x is b, both vectors; if the matrix is singular or not
  /// finite, so is x.
  Tensor solve(Tensor b);

  /// Whether elimination met a pivot that is zero or NaN, a truth value.
  Tensor singular();

  /// How many rounds of an iteration with it are written out before a loop does the rest: a loop
  /// costs more than several rounds of a small system.
  default int roundsWrittenOut() {
    return 0;
  }

  /// The tensors that it consists of.
  List<Tensor> values();

  /// The same matrix of these tensors, as they are called in a sub-graph.
  StageMatrix of(List<Tensor> values);

  /// By the primitives for factoring and solving.
  record Factored(LuFactors factors) implements StageMatrix {
    @Override
    public Tensor solve(Tensor b) {
      return factors.solve(b);
    }

    @Override
    public Tensor singular() {
      return factors.singular();
    }

    @Override
    public List<Tensor> values() {
      return List.of(factors.factors(), factors.pivots());
    }

    @Override
    public StageMatrix of(List<Tensor> values) {
      return new Factored(new LuFactors(values.get(0), values.get(1)));
    }
  }
}
