package dev.odeon.ode.control;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import java.util.function.IntToDoubleFunction;

/// Tolerances and norms as traced expressions.
final class NormGraphs {
  private NormGraphs() {}

  /// `absTol + relTol * max(|y|, |z|)`.
  static Tensor scale(Tensor y, Tensor z, Tolerances tolerances) {
    Tensor largest = y.abs().max(z.abs());
    // A component that stays 0 must not give 0/0.
    double least = y.dtype() == DType.F32 ? Float.MIN_NORMAL : Double.MIN_NORMAL;
    Tensor absolute =
        tolerances.isUniform()
            ? y.scalar(Math.max(tolerances.absTol(0), least))
            : constant(y, i -> Math.max(tolerances.absTol(i), least));
    return largest.fma(y.scalar(tolerances.relTol()), absolute);
  }

  /// The norm of `x`, scalar.
  static Tensor norm(Norm norm, Tensor x) {
    return switch (norm) {
      case Norm.RootMeanSquare _ -> rootMeanSquare(x);
      case Norm.Maximum _ -> largest(x.abs());
      case Norm.Weighted weighted -> x.times(x).times(constant(x, weighted::share)).sum().sqrt();
      case Norm.Leading leading -> norm(leading.own(), x.slice(0, leading.count()));
      case Norm.Blocks blocks -> largestBlock(x, blocks.sizes());
    };
  }

  private static Tensor rootMeanSquare(Tensor x) {
    return x.times(x).mean().sqrt();
  }

  private static Tensor largest(Tensor x) {
    return x.tracer().apply1(new Op.Reduce(Reduction.MAX, List.of(0)), x);
  }

  private static Tensor largestBlock(Tensor x, List<Integer> sizes) {
    Tensor largest = x.scalar(0);
    int from = 0;
    for (int size : sizes) {
      largest = largest.max(rootMeanSquare(x.slice(from, from + size)));
      from += size;
    }
    return largest;
  }

  private static Tensor constant(Tensor like, IntToDoubleFunction values) {
    double[] array = new double[like.shape().size()];
    for (int i = 0; i < array.length; i++) {
      double value = values.applyAsDouble(i);
      array[i] = like.dtype() == DType.F32 ? (float) value : value;
    }
    TensorType type = like.type();
    return like.tracer().constant(Literal.of(type, array));
  }
}
