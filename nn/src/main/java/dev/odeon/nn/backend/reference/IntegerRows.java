package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;

/// Elementwise primitives that read or make whole numbers, which stand in slots as doubles with
/// their bits.
final class IntegerRows {
  private IntegerRows() {}

  /// Whether an operand or the result of `equation` is a whole number, and it is not a mere choice
  /// between elements.
  static boolean handles(Equation equation) {
    if (equation.op() instanceof Op.Select) {
      return false;
    }
    return equation.result().type().dtype().isInteger()
        || equation.operands().stream().anyMatch(x -> x.type().dtype().isInteger());
  }

  static Elementwise.Row of(Equation equation) {
    DType type = equation.operands().getFirst().type().dtype();
    if (equation.op() instanceof Op.Binary(var function)) {
      return binary((x, y) -> function.applyIntegers(type, x, y));
    }
    if (equation.op() instanceof Op.Logical(var function)) {
      return binary(function::applyBits);
    }
    if (equation.op() instanceof Op.ShiftBits(var shift)) {
      return binary((x, y) -> shift.apply(type, x, y));
    }
    if (equation.op() instanceof Op.Compare(var direction)) {
      return (out, o, x, at, step, count) -> {
        for (int i = 0; i < count; i++) {
          long left = bits(x[0][at[0] + i * step[0]]);
          out[o + i] = direction.testIntegers(left, bits(x[1][at[1] + i * step[1]])) ? 1 : 0;
        }
      };
    }
    if (equation.op() instanceof Op.Not) {
      return unary(x -> carrier(~bits(x)));
    }
    if (equation.op() instanceof Op.Convert(DType to)) {
      return unary(x -> convert(type, to, x));
    }
    if (equation.op() instanceof Op.BitcastConvert(DType to)) {
      return unary(x -> bitcast(to, x));
    }
    throw new IllegalStateException(equation.op().name() + " takes no whole numbers");
  }

  @FunctionalInterface
  private interface LongBinary {
    long apply(long x, long y);
  }

  @FunctionalInterface
  private interface DoubleUnary {
    double apply(double x);
  }

  private static Elementwise.Row binary(LongBinary function) {
    return (out, o, x, at, step, count) -> {
      for (int i = 0; i < count; i++) {
        long left = bits(x[0][at[0] + i * step[0]]);
        long right = bits(x[1][at[1] + i * step[1]]);
        out[o + i] = carrier(function.apply(left, right));
      }
    };
  }

  private static Elementwise.Row unary(DoubleUnary function) {
    return (out, o, x, at, step, count) -> {
      for (int i = 0; i < count; i++) {
        out[o + i] = function.apply(x[0][at[0] + i * step[0]]);
      }
    };
  }

  private static long bits(double carrier) {
    return Double.doubleToRawLongBits(carrier);
  }

  private static double carrier(long bits) {
    return Double.longBitsToDouble(bits);
  }

  private static double convert(DType from, DType to, double x) {
    return switch (to) {
      case I64 -> carrier(from.isInteger() ? bits(x) : (long) x);
      case I32 -> carrier(from.isInteger() ? (int) bits(x) : (int) x);
      case F64 -> (double) bits(x);
      case F32 -> (float) bits(x);
      case BOOL -> bits(x) != 0 ? 1 : 0;
    };
  }

  private static double bitcast(DType to, double x) {
    return switch (to) {
      case I64 -> carrier(Double.doubleToLongBits(x));
      case I32 -> carrier(Float.floatToIntBits((float) x));
      case F64 -> carrier(Double.doubleToLongBits(carrier(bits(x))));
      case F32 -> Float.intBitsToFloat((int) bits(x));
      case BOOL -> throw new IllegalStateException("a truth value has no bits");
    };
  }
}
