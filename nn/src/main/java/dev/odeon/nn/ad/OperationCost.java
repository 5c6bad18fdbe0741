package dev.odeon.nn.ad;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// What evaluating an equation once takes, for one lane, in additions: a rough figure to choose by,
/// not a prediction of time.
final class OperationCost {
  private static final long DIVISION = 4;
  private static final long ELEMENTARY = 20;
  private static final long GAMMA = 100;

  /// A contraction reads and writes memory of its own; elementwise work is fused with its readers.
  private static final long UNFUSED = 4;

  private OperationCost() {}

  static long of(Equation equation) {
    long results = size(equation.results());
    return switch (equation.op()) {
      case Op.Constant _,
          Op.Reshape _,
          Op.BroadcastInDim _,
          Op.LaneBroadcast _,
          Op.StopGradient _ ->
          0;
      case Op.Unary unary -> results * unary(unary.function());
      case Op.Binary binary -> results * binary(binary.function());
      case Op.Fma _,
          Op.Compare _,
          Op.Logical _,
          Op.Not _,
          Op.ShiftBits _,
          Op.Select _,
          Op.Convert _,
          Op.BitcastConvert _,
          Op.Transpose _,
          Op.Slice _,
          Op.Pad _,
          Op.Concatenate _,
          Op.Reverse _ ->
          results;
      case Op.Gather _, Op.ScatterAdd _, Op.CumulativeSum _ -> UNFUSED * results;
      case Op.Reduce _, Op.LaneReduce _ -> UNFUSED * results + size(equation.operands());
      case Op.DotGeneral dot -> results * (UNFUSED + 2 * contracted(equation, dot));
      case Op.LuFactor _ -> UNFUSED * results + cube(equation);
      case Op.LuSolve _ -> results * (UNFUSED + 2L * equation.operands().getFirst().type().size());
      case Op.SparseLuFactor factor ->
          UNFUSED * results + 2 * factor.elimination().multiplications();
      case Op.SparseLuSolve solve -> {
        long columns = results / Math.max(1, solve.elimination().size());
        yield UNFUSED * results + 2 * columns * solve.elimination().factorSize();
      }
      case Op.Convolution _ -> {
        Shape kernel = equation.operands().get(1).type().shape();
        yield results * (UNFUSED + 2L * kernel.size() / Math.max(1, kernel.dim(0)));
      }
      case Op.ReduceWindow reduce -> results * (UNFUSED + product(reduce.window().size()));
      case Op.ArgMaxWindow most -> results * (UNFUSED + product(most.window().size()));
      case Op.Cond cond -> results + of(cond.whenTrue()) + of(cond.whenFalse());
      case Op.While loop -> results + 16 * (of(loop.condition()) + of(loop.body()));
      case Op.Scan scan -> results + scan.length() * of(scan.body());
      case Op.Custom _ -> 1_000_000 + results;
    };
  }

  /// The sum over all equations.
  static long of(Graph graph) {
    return graph.equations().stream().mapToLong(OperationCost::of).sum();
  }

  private static long unary(UnaryFunction function) {
    return switch (function) {
      case NEGATE, ABS, SIGN, FLOOR, CEIL, ROUND_NEAREST_EVEN -> 1;
      case SQRT -> DIVISION;
      case RSQRT -> 2 * DIVISION;
      case CBRT,
          EXP,
          EXPONENTIAL_MINUS_ONE,
          LOG,
          LOG_PLUS_ONE,
          SINE,
          COSINE,
          TAN,
          ASIN,
          ACOS,
          ATAN,
          SINH,
          COSH,
          TANH,
          ASINH,
          ACOSH,
          ATANH,
          LOGISTIC,
          ERF,
          ERFC ->
          ELEMENTARY;
      case LGAMMA, DIGAMMA, TRIGAMMA -> GAMMA;
    };
  }

  private static long binary(BinaryFunction function) {
    return switch (function) {
      case ADD, SUBTRACT, MULTIPLY, MINIMUM, MAXIMUM -> 1;
      case DIVIDE -> DIVISION;
      case POWER -> 2 * ELEMENTARY;
      case ATAN2 -> ELEMENTARY;
    };
  }

  private static long contracted(Equation equation, Op.DotGeneral dot) {
    Shape left = equation.operands().getFirst().type().shape();
    long count = 1;
    for (int axis : dot.leftContracting()) {
      count *= left.dim(axis);
    }
    return count;
  }

  private static long cube(Equation equation) {
    Shape matrix = equation.operands().getFirst().type().shape();
    return (long) matrix.size() * matrix.dim(0);
  }

  private static long product(List<Integer> sizes) {
    return sizes.stream().mapToLong(Integer::longValue).reduce(1, (x, y) -> x * y);
  }

  private static long size(List<Value> values) {
    return values.stream().mapToLong(value -> value.type().size()).sum();
  }
}
