package dev.odeon.ode.step;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// The factored matrix `I - c J` of an implicit step, one a lane.
sealed interface StageMatrix permits UnrolledMatrix, StageMatrix.Factored {
  /// Up to this size elimination is written out: registers, no loop.
  int UNROLLED = 4;

  /// Factors `I - c J`.
  ///
  /// @param jacobian `[d, d]`
  /// @param c scalar
  static StageMatrix of(Tensor jacobian, Tensor c) {
    int d = jacobian.shape().dim(0);
    double[] identity = new double[d * d];
    for (int i = 0; i < d; i++) {
      identity[i * (d + 1)] = 1;
    }
    Tensor unit = jacobian.tracer().constant(Literal.of(jacobian.type(), identity));
    Tensor matrix = jacobian.fma(c.negate(), unit);
    return d <= UNROLLED ? UnrolledMatrix.of(matrix) : new Factored(LuFactors.of(matrix));
  }

  /// The x with `(I - c J) x = b`, both `[d]`; if the matrix is singular or not finite, so is x.
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
