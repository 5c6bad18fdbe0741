package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import java.util.List;

/// Elementwise primitives: a nest of two loops, over elements and lanes, made one where the layout
/// allows.
final class Elementwise implements Instruction {
  /// Computes `count` results from `o` on; operand k starts at `at[k]` and steps by `step[k]`.
  @FunctionalInterface
  interface Row {
    void run(double[] out, int o, double[][] x, int[] at, int[] step, int count);
  }

  private final Row row;
  private final Operand[] operands;
  private final int result;
  private final int elements;
  private final boolean perLane;
  private final boolean single;
  private final double[][] x;
  private final int[] at;
  private final int[] step;

  private Elementwise(Row row, Operand[] operands, Value result) {
    this.row = row;
    this.operands = operands;
    this.result = result.id();
    elements = result.type().size();
    perLane = result.scope() == Scope.PER_LANE;
    single = result.type().dtype() == DType.F32;
    x = new double[operands.length][];
    at = new int[operands.length];
    step = new int[operands.length];
  }

  static Instruction of(
      Equation equation, Op.Elementwise op, Splats splats, ExpandedRows expanded) {
    List<Value> values = equation.operands();
    Operand[] operands = values.stream().map(splats::operand).toArray(Operand[]::new);
    return new Elementwise(row(equation, op, expanded), operands, equation.result());
  }

  @Override
  public void run(double[][] slots, int lanes) {
    double[] out = slots[result];
    boolean everyWhole = true;
    for (int k = 0; k < operands.length; k++) {
      x[k] = slots[operands[k].slot()];
      at[k] = 0;
      everyWhole &= operands[k].perLane() && (!operands[k].splat() || elements == 1);
    }
    int count = perLane ? elements * lanes : elements;
    if (!perLane || lanes == 1 || everyWhole) {
      for (int k = 0; k < operands.length; k++) {
        step[k] = operands[k].splat() && !(everyWhole && elements == 1) ? 0 : 1;
      }
      row.run(out, 0, x, at, step, count);
    } else {
      for (int e = 0; e < elements; e++) {
        for (int k = 0; k < operands.length; k++) {
          at[k] = e * operands[k].elementStride(lanes);
          step[k] = operands[k].laneStride();
        }
        row.run(out, e * lanes, x, at, step, lanes);
      }
    }
    if (single) {
      for (int i = 0; i < count; i++) {
        out[i] = (float) out[i];
      }
    }
  }

  private static Row row(Equation equation, Op.Elementwise op, ExpandedRows expanded) {
    if (IntegerRows.handles(equation)) {
      return IntegerRows.of(equation);
    }
    if (ExpandedRows.handles(equation.op())) {
      return expanded.of(equation);
    }
    return switch (op) {
      case Op.Unary unary -> unary(unary.function());
      case Op.Binary binary -> binary(binary.function());
      case Op.Fma _ ->
          equation.result().type().dtype() == DType.F32
              ? Elementwise::fmaSingle
              : ArithmeticRows::fma;
      case Op.Compare compare ->
          (out, o, x, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              boolean holds =
                  compare.direction().test(x[0][at[0] + i * step[0]], x[1][at[1] + i * step[1]]);
              out[o + i] = holds ? 1 : 0;
            }
          };
      case Op.Logical logical ->
          (out, o, x, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              boolean left = x[0][at[0] + i * step[0]] != 0;
              boolean right = x[1][at[1] + i * step[1]] != 0;
              out[o + i] = logical.function().apply(left, right) ? 1 : 0;
            }
          };
      case Op.Not _ ->
          (out, o, x, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              out[o + i] = x[0][at[0] + i * step[0]] != 0 ? 0 : 1;
            }
          };
      case Op.Select _ ->
          (out, o, x, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              boolean first = x[0][at[0] + i * step[0]] != 0;
              out[o + i] = first ? x[1][at[1] + i * step[1]] : x[2][at[2] + i * step[2]];
            }
          };
      case Op.Convert convert -> convert(convert.to());
      case Op.ShiftBits _, Op.BitcastConvert _ ->
          throw new IllegalStateException(op.name() + " takes whole numbers alone");
    };
  }

  private static Row unary(UnaryFunction function) {
    return (out, o, x, at, step, count) -> {
      double[] a = x[0];
      int from = at[0];
      int by = step[0];
      for (int i = 0; i < count; i++) {
        out[o + i] = function.apply(a[from + i * by]);
      }
    };
  }

  private static Row binary(BinaryFunction function) {
    return switch (function) {
      case ADD -> ArithmeticRows::add;
      case SUBTRACT -> ArithmeticRows::subtract;
      case MULTIPLY -> ArithmeticRows::multiply;
      case DIVIDE -> ArithmeticRows::divide;
      case POWER, ATAN2, MINIMUM, MAXIMUM ->
          (out, o, x, at, step, count) -> {
            for (int i = 0; i < count; i++) {
              out[o + i] = function.apply(x[0][at[0] + i * step[0]], x[1][at[1] + i * step[1]]);
            }
          };
    };
  }

  /// The product of two floats is exact as a double, the sum is not: only the float instruction
  /// rounds once.
  private static void fmaSingle(
      double[] out, int o, double[][] x, int[] at, int[] step, int count) {
    for (int i = 0; i < count; i++) {
      float a = (float) x[0][at[0] + i * step[0]];
      float b = (float) x[1][at[1] + i * step[1]];
      float c = (float) x[2][at[2] + i * step[2]];
      out[o + i] = Math.fma(a, b, c);
    }
  }

  private static Row convert(DType to) {
    return (out, o, x, at, step, count) -> {
      for (int i = 0; i < count; i++) {
        double value = x[0][at[0] + i * step[0]];
        out[o + i] =
            switch (to) {
              case F64 -> value;
              case F32 -> (float) value;
              case BOOL -> value != 0 ? 1 : 0;
              case I32, I64 ->
                  throw new IllegalStateException("whole numbers have rows of their own");
            };
      }
    };
  }
}
