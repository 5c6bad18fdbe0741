package dev.odeon.nn.ad;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// Derivatives of the solution of `A x = b` or `A^T x = b` for a sparse A, by its entries and by b,
/// through solves with the same factors. Vectors are treated as matrices of one column.
///
/// The tangent solves `A dx = db - dA x`. With the solution v of the transposed system for the
/// cotangent of x, the cotangent of b is v and that of entry (i, j) of A is `-v_i x_j`.
final class SparseSolveRules {
  private SparseSolveRules() {}

  static Tensor push(JvpRules.Site at, Op.SparseLuSolve op) {
    Tensor right = columns(at.tangent(2));
    Tensor change = at.dx().get(1);
    if (change != null) {
      Tensor x = columns(at.y().getFirst());
      Shape shape = Shape.of(op.elimination().entries(), x.shape().dim(1));
      Tensor spread = at.tracer().apply1(new Op.BroadcastInDim(shape, List.of(0)), change);
      Tensor products = spread.times(x.gather(sources(at.tracer(), op)));
      right = right.minus(x.zeros().scatterAdd(targets(at.tracer(), op), products));
    }
    return at.tracer()
        .apply1(op, at.x().get(0), at.x().get(1), right)
        .reshape(at.y().getFirst().shape());
  }

  static List<@Nullable Tensor> pullBack(VjpRules.Site at, Op.SparseLuSolve op) {
    Op turned = new Op.SparseLuSolve(op.elimination(), op.form().transposed());
    Tensor w = columns(at.cotangent());
    Tensor v = at.tracer().apply1(turned, at.x().get(0), at.x().get(1), w);
    Tensor entries = null;
    if (at.wants(1)) {
      Tensor x = columns(at.y().getFirst());
      entries =
          v.gather(targets(at.tracer(), op))
              .times(x.gather(sources(at.tracer(), op)))
              .sum(1)
              .negate();
    }
    return VjpRules.list(null, entries, v.reshape(at.x().get(2).shape()));
  }

  /// For each entry, which equation of the system it is in.
  private static Tensor targets(Tracer tracer, Op.SparseLuSolve op) {
    SparseElimination at = op.elimination();
    return indices(tracer, at, op.form() == MatrixForm.PLAIN ? at::row : at::column);
  }

  /// For each entry, which unknown it multiplies.
  private static Tensor sources(Tracer tracer, Op.SparseLuSolve op) {
    SparseElimination at = op.elimination();
    return indices(tracer, at, op.form() == MatrixForm.PLAIN ? at::column : at::row);
  }

  private static Tensor indices(Tracer tracer, SparseElimination at, IntUnaryOperator index) {
    long[] indices = new long[at.entries()];
    for (int k = 0; k < indices.length; k++) {
      indices[k] = index.applyAsInt(k);
    }
    return tracer.constant(
        Literal.ofIntegers(new TensorType(DType.I32, Shape.of(indices.length)), indices));
  }

  private static Tensor columns(Tensor x) {
    return x.shape().rank() == 2 ? x : x.reshape(Shape.of(x.shape().dim(0), 1));
  }
}
