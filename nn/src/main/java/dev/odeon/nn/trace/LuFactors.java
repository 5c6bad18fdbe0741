package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.List;

/// A square matrix factored as `P A = L U`, ready to solve any number of systems.
///
/// Solutions can be differentiated for the matrix and for the right side, in both modes and any
/// number of times; the derivative of a solution is another solution with the same factors.
///
/// @param factors `[n, n]`: U on and above the diagonal, L below it, see [Op.LuFactor]
/// @param pivots `i32 [n]`: for each step, the row that changed places with it
public record LuFactors(Tensor factors, Tensor pivots) {
  /// Factors `matrix`, `[n, n]`, once a lane if it is per lane.
  public static LuFactors of(Tensor matrix) {
    List<Tensor> results = matrix.tracer().apply(new Op.LuFactor(), List.of(matrix));
    return new LuFactors(results.get(0), results.get(1));
  }

  /// The solution of `A x = b` for b of shape `[n]` or `[n, columns]`. If the matrix is singular,
  /// see [#singular], it has infinite or NaN elements; nothing is thrown.
  public Tensor solve(Tensor b) {
    return solve(b, MatrixForm.PLAIN);
  }

  /// The solution of `A x = b` or, transposed, of `A^T x = b`.
  public Tensor solve(Tensor b, MatrixForm form) {
    return factors.tracer().apply1(new Op.LuSolve(form), factors, pivots, b);
  }

  /// Whether elimination met a pivot that is zero or NaN, a truth value: then there is no solution,
  /// or no single one.
  public Tensor singular() {
    Tensor diagonal = diagonal();
    Tensor bad =
        diagonal
            .compare(Comparison.EQ, 0)
            .logical(LogicalFunction.OR, diagonal.compare(Comparison.NE, diagonal));
    Tensor count = bad.select(diagonal.scalar(1), diagonal.scalar(0));
    return Reductions.max(count).compare(Comparison.GT, 0);
  }

  /// The least magnitude of a pivot over the largest, a scalar: near the rounding error of 1 or
  /// below, the matrix is as good as singular; NaN if there is a NaN.
  public Tensor pivotRatio() {
    Tensor sizes = diagonal().abs();
    return Reductions.max(sizes.negate()).negate().dividedBy(Reductions.max(sizes));
  }

  /// `log |det A|`; -Infinity if the matrix is singular.
  public Tensor logAbsDeterminant() {
    return diagonal().abs().log().sum();
  }

  private Tensor diagonal() {
    int n = factors.shape().dim(0);
    return factors
        .tracer()
        .apply1(
            new Op.Slice(List.of(0), List.of(n * n), List.of(n + 1)),
            factors.reshape(Shape.of(n * n)));
  }
}
