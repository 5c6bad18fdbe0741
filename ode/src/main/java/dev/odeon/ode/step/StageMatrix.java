package dev.odeon.ode.step;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.method.RadauTableau;
import java.util.List;
import java.util.Objects;

/// The factored matrix of an implicit step, one a lane: `I - c J`, or a complex pair of these.
sealed interface StageMatrix permits UnrolledMatrix, StageMatrix.Factored {
  /// Up to this size elimination is written out: registers, no loop.
  int UNROLLED = 4;

  /// The same for the matrix of a complex pair.
  int UNROLLED_PAIR = 6;

  /// Factors `I - c J`.
  ///
  /// @param jacobian `[d, d]`
  /// @param c scalar
  static StageMatrix of(Tensor jacobian, Tensor c) {
    Tensor matrix = jacobian.fma(c.negate(), identity(jacobian, 1));
    return jacobian.shape().dim(0) <= UNROLLED
        ? UnrolledMatrix.of(UnrolledMatrix.entries(matrix))
        : new Factored(LuFactors.of(matrix));
  }

  /// Factors `(alpha - i beta) I - h J` as the real matrix of twice the size for real and imaginary
  /// parts, `[[alpha I - h J, beta I], [-beta I, alpha I - h J]]`.
  ///
  /// @param jacobian `[d, d]`
  /// @param h scalar
  static StageMatrix ofPair(Tensor jacobian, Tensor h, double alpha, double beta) {
    Tensor block = jacobian.fma(h.negate(), identity(jacobian, alpha));
    int d = jacobian.shape().dim(0);
    if (2 * d <= UNROLLED_PAIR) {
      Tensor[][] entries = UnrolledMatrix.entries(block);
      Tensor[][] pair = new Tensor[2 * d][2 * d];
      for (int i = 0; i < d; i++) {
        for (int j = 0; j < d; j++) {
          pair[i][j] = entries[i][j];
          pair[d + i][d + j] = entries[i][j];
          pair[i][d + j] = h.scalar(i == j ? beta : 0);
          pair[d + i][j] = h.scalar(i == j ? -beta : 0);
        }
      }
      return UnrolledMatrix.of(pair);
    }
    Tensor above = beside(block, identity(jacobian, beta));
    Tensor below = beside(identity(jacobian, -beta), block);
    return new Factored(LuFactors.of(above(above, below)));
  }

  /// Factors the matrix of all stages of a collocation method at once, `I - h a_ij J_j` by blocks.
  ///
  /// @param jacobians J at each stage, `[d, d]`
  /// @param h scalar
  static StageMatrix ofStages(List<Tensor> jacobians, Tensor h, RadauTableau tableau) {
    Tensor all = null;
    for (int i = 0; i < jacobians.size(); i++) {
      Tensor row = null;
      for (int j = 0; j < jacobians.size(); j++) {
        Tensor weight = h.times(-tableau.row(i)[j]);
        Tensor block = jacobians.get(j).fma(weight, identity(jacobians.get(j), i == j ? 1 : 0));
        row = row == null ? block : beside(row, block);
      }
      all = all == null ? row : above(all, row);
    }
    return new Factored(LuFactors.of(Objects.requireNonNull(all)));
  }

  private static Tensor above(Tensor upper, Tensor lower) {
    return upper.tracer().apply(new Op.Concatenate(0), List.of(upper, lower)).getFirst();
  }

  private static Tensor beside(Tensor left, Tensor right) {
    return left.tracer().apply(new Op.Concatenate(1), List.of(left, right)).getFirst();
  }

  /// A multiple of the identity, of the shape and type of `like`.
  private static Tensor identity(Tensor like, double factor) {
    int d = like.shape().dim(0);
    double[] identity = new double[d * d];
    for (int i = 0; i < d; i++) {
      identity[i * (d + 1)] = factor;
    }
    return like.tracer().constant(Literal.of(like.type(), identity));
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
