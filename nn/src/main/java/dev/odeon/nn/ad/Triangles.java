package dev.odeon.nn.ad;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;

/// The parts of a factored matrix `P A = L U`, and operations with them, all made of [Op.LuSolve].
///
/// @param lower L, with its diagonal of ones
/// @param upper U
/// @param pivots what stands for P
record Triangles(Tensor lower, Tensor upper, Tensor pivots) {
  static Triangles of(Tensor factors, Tensor pivots) {
    return new Triangles(below(factors).plus(identity(factors)), aboveAndOn(factors), pivots);
  }

  /// The elements below the diagonal, zeros elsewhere.
  static Tensor below(Tensor matrix) {
    return mask(matrix).select(matrix, matrix.zeros());
  }

  /// The elements on and above the diagonal, zeros elsewhere.
  static Tensor aboveAndOn(Tensor matrix) {
    return mask(matrix).select(matrix.zeros(), matrix);
  }

  /// `P x`, or `P^T x`.
  Tensor permute(Tensor x, MatrixForm form) {
    return solve(identity(lower), pivots, x, form);
  }

  /// The solution of `L y = x`, or of `L^T y = x`.
  Tensor solveLower(Tensor x, MatrixForm form) {
    return solve(lower, inPlace(), x, form);
  }

  /// The solution of `U y = x`, or of `U^T y = x`.
  Tensor solveUpper(Tensor x, MatrixForm form) {
    return solve(upper, inPlace(), x, form);
  }

  static Tensor solve(Tensor factors, Tensor pivots, Tensor x, MatrixForm form) {
    return factors.tracer().apply1(new Op.LuSolve(form), factors, pivots, x);
  }

  private Tensor inPlace() {
    int n = lower.shape().dim(0);
    long[] rows = new long[n];
    for (int i = 0; i < n; i++) {
      rows[i] = i;
    }
    return lower
        .tracer()
        .constant(Literal.ofIntegers(new TensorType(DType.I32, Shape.of(n)), rows));
  }

  private static Tensor identity(Tensor like) {
    int n = like.shape().dim(0);
    double[] elements = new double[n * n];
    for (int i = 0; i < n; i++) {
      elements[i * n + i] = 1;
    }
    return like.tracer().constant(Literal.of(like.type(), elements));
  }

  private static Tensor mask(Tensor matrix) {
    Tracer tracer = matrix.tracer();
    int n = matrix.shape().dim(0);
    double[] below = new double[n * n];
    for (int i = 0; i < n; i++) {
      Arrays.fill(below, i * n, i * n + i, 1);
    }
    return tracer.constant(Literal.of(matrix.type().withDType(DType.BOOL), below));
  }
}
