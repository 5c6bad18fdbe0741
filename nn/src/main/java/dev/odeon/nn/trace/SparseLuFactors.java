package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/// A sparse square matrix factored as `A = L U`, ready to solve any number of systems.
///
/// Where the entries are, the order of elimination and where the factors have elements is decided
/// once, when the graph is made ([SparseElimination]). The pivots are the diagonal elements,
/// whatever their size: right for `I - c J` with small c and for matrices dominated by their
/// diagonal. Where that is not sure, look at [#growth]; [#refined] repairs what moderate growth
/// costs. A zero pivot gives infinite or NaN elements in the solution; nothing is thrown.
///
/// Solutions can be differentiated for the entries of the matrix and for the right side, in both
/// modes and any number of times. Everything else here counts as constant when differentiated.
///
/// @param elimination where the entries are, and how they are eliminated
/// @param factors the elements of both factors, see [Op.SparseLuFactor]
/// @param entries the entries of the matrix
public record SparseLuFactors(SparseElimination elimination, Tensor factors, Tensor entries) {
  /// Factors the matrix with `entries`, `[elimination.entries()]`, once a lane if they are per
  /// lane.
  public static SparseLuFactors of(SparseElimination elimination, Tensor entries) {
    Tensor factors = entries.tracer().apply1(new Op.SparseLuFactor(elimination), entries);
    return new SparseLuFactors(elimination, factors, entries);
  }

  /// The solution of `A x = b` for b of shape `[n]` or `[n, columns]`.
  public Tensor solve(Tensor b) {
    return solve(b, MatrixForm.PLAIN);
  }

  /// The solution of `A x = b` or, transposed, of `A^T x = b`.
  public Tensor solve(Tensor b, MatrixForm form) {
    return factors.tracer().apply1(new Op.SparseLuSolve(elimination, form), factors, entries, b);
  }

  /// The solution of `A x = b`, b of shape `[n]`, with one step of iterative refinement: `x +
  /// solve(b
  /// - A x)`. Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., chapter 12.
  public Tensor refined(Tensor b) {
    Tensor x = solve(b);
    return x.plus(solve(b.minus(times(x))));
  }

  /// `A x`, x of shape `[n]`.
  public Tensor times(Tensor x) {
    Tensor products = entries.times(x.gather(indices(elimination.entries(), elimination::column)));
    return x.zeros().scatterAdd(indices(elimination.entries(), elimination::row), products);
  }

  /// Whether elimination met a pivot that is zero or NaN, a truth value: then there is no solution,
  /// or this order cannot find it.
  public Tensor singular() {
    Tensor pivots = factors.gather(indices(elimination.size(), elimination::diagonal));
    Tensor bad =
        pivots
            .compare(Comparison.EQ, 0)
            .logical(LogicalFunction.OR, pivots.compare(Comparison.NE, pivots));
    Tensor count = bad.select(pivots.scalar(1), pivots.scalar(0));
    return Reductions.max(count).compare(Comparison.GT, 0);
  }

  /// The largest element of U divided by the largest entry of A, in size, a scalar. The solution
  /// loses about as many digits as it has; factors whose growth is not below, say, 1e6 in `f64` are
  /// not worth solving with.
  public Tensor growth() {
    int[] upper =
        IntStream.range(0, elimination.size())
            .flatMap(row -> IntStream.range(elimination.diagonal(row), elimination.start(row + 1)))
            .toArray();
    Tensor largest = Reductions.max(factors.gather(indices(upper.length, k -> upper[k])).abs());
    return largest.dividedBy(Reductions.max(entries.stopGradient().abs()));
  }

  private Tensor indices(int count, IntUnaryOperator index) {
    long[] indices = new long[count];
    for (int k = 0; k < count; k++) {
      indices[k] = index.applyAsInt(k);
    }
    return factors
        .tracer()
        .constant(Literal.ofIntegers(new TensorType(DType.I32, Shape.of(count)), indices));
  }
}
