package dev.odeon.nn.function;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Optional;

/// The table of expansions: what each elementary function means.
public final class Expansions {
  private Expansions() {}

  /// `function` of one per-lane scalar as a graph.
  ///
  /// @throws java.util.NoSuchElementException if it has no expansion
  public static Graph graph(UnaryFunction function, DType dtype) {
    ValueType scalar = new ValueType(TensorType.scalar(dtype), Scope.PER_LANE);
    return Tracer.trace(
        function.text(), List.of(scalar), in -> List.of(of(function, in.getFirst()).orElseThrow()));
  }

  /// `function` of two per-lane scalars as a graph.
  ///
  /// @throws java.util.NoSuchElementException if it has no expansion
  public static Graph graph(BinaryFunction function, DType dtype) {
    ValueType scalar = new ValueType(TensorType.scalar(dtype), Scope.PER_LANE);
    return Tracer.trace(
        function.text(),
        List.of(scalar, scalar),
        in -> List.of(of(function, in.get(0), in.get(1)).orElseThrow()));
  }

  /// `function(x)` in operations that IEEE 754 defines to the bit; empty if `function` is one.
  public static Optional<Tensor> of(UnaryFunction function, Tensor x) {
    return switch (function) {
      case NEGATE, ABS, SIGN, SQRT, FLOOR, CEIL, ROUND_NEAREST_EVEN -> Optional.empty();
      case SINE -> Optional.of(Trigonometric.sine(x));
      case COSINE -> Optional.of(Trigonometric.cosine(x));
      case TAN -> Optional.of(Trigonometric.tangent(x));
      case ASIN -> Optional.of(InverseTrigonometric.asin(x));
      case ACOS -> Optional.of(InverseTrigonometric.acos(x));
      case ATAN -> Optional.of(InverseTrigonometric.atan(x));
      case CBRT -> Optional.of(CubeRoot.cbrt(x));
      case EXP -> Optional.of(Exponentials.exp(x));
      case EXPONENTIAL_MINUS_ONE -> Optional.of(Exponentials.expm1(x));
      case LOG -> Optional.of(Logarithms.log(x));
      case LOG_PLUS_ONE -> Optional.of(Logarithms.log1p(x));
      case SINH -> Optional.of(Hyperbolics.sinh(x));
      case COSH -> Optional.of(Hyperbolics.cosh(x));
      case TANH -> Optional.of(Hyperbolics.tanh(x));
      case ASINH -> Optional.of(InverseHyperbolics.asinh(x));
      case ACOSH -> Optional.of(InverseHyperbolics.acosh(x));
      case ATANH -> Optional.of(InverseHyperbolics.atanh(x));
      case LOGISTIC -> Optional.of(Exponentials.logistic(x));
      case RSQRT -> Optional.of(x.scalar(1).dividedBy(x.sqrt()));
      case ERF -> Optional.of(ErrorFunctions.erf(x));
      case ERFC -> Optional.of(ErrorFunctions.erfc(x));
      case LGAMMA -> Optional.of(GammaFunctions.lgamma(x));
      case DIGAMMA -> Optional.of(Polygamma.digamma(x));
      case TRIGAMMA -> Optional.of(Polygamma.trigamma(x));
    };
  }

  /// `function(x, y)` in operations that IEEE 754 defines to the bit; empty if `function` is one.
  public static Optional<Tensor> of(BinaryFunction function, Tensor x, Tensor y) {
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, MINIMUM, MAXIMUM -> Optional.empty();
      case ATAN2 -> Optional.of(InverseTrigonometric.atan2(x, y));
      case POWER -> Optional.of(Powers.pow(x, y));
    };
  }
}
