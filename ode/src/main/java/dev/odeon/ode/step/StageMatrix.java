package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import java.util.List;

/// The factored matrix of an implicit step, one a lane: `M - c J`, or a complex pair of these. M is
/// the mass matrix of the field, the identity if it has none.
sealed interface StageMatrix permits UnrolledMatrix, StageMatrix.Factored, StageMatrix.Sparse {
  /// Up to this size elimination is written out: registers, no loop.
  int UNROLLED = 4;

  /// The same for the matrix of a complex pair.
  int UNROLLED_PAIR = 6;

  /// Factors `matrix`, `[d, d]`.
  static StageMatrix factored(Tensor matrix) {
    return matrix.shape().dim(0) <= UNROLLED
        ? UnrolledMatrix.of(UnrolledMatrix.entries(matrix))
        : new Factored(LuFactors.of(matrix));
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

  /// By the primitives for sparse elimination, which does not exchange rows.
  record Sparse(SparseLuFactors factors) implements StageMatrix {
    /// Factors whose elements grew more have lost the digits that a step needs.
    private static final double MOST_GROWTH = 1e6;

    @Override
    public Tensor solve(Tensor b) {
      return factors.solve(b);
    }

    @Override
    public Tensor singular() {
      Tensor moderate = factors.growth().compare(Comparison.LE, MOST_GROWTH);
      return factors.singular().logical(LogicalFunction.OR, moderate.not());
    }

    @Override
    public List<Tensor> values() {
      return List.of(factors.factors(), factors.entries());
    }

    @Override
    public StageMatrix of(List<Tensor> values) {
      return new Sparse(new SparseLuFactors(factors.elimination(), values.get(0), values.get(1)));
    }
  }
}
