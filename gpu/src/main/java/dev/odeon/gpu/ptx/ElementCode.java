package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.List;

/// Instructions of elementwise primitives, for one element.
///
/// @param code what they are written to
public record ElementCode(PtxCode code) {
  /// The element of a result.
  ///
  /// @param from element type of the first operand
  /// @param to element type of the result
  /// @param x elements of the operands
  public PtxOperand of(Op.Elementwise op, DType from, DType to, List<PtxOperand> x) {
    PtxType type = PtxType.of(to);
    return switch (op) {
      case Op.Unary(UnaryFunction function) -> unary(function, type, x.getFirst());
      case Op.Binary(BinaryFunction function) -> binary(function, type, x.get(0), x.get(1));
      case Op.Fma _ -> fma(x.get(0), x.get(1), x.get(2));
      case Op.Compare(Comparison direction) -> compare(direction, x.get(0), x.get(1));
      case Op.Logical(LogicalFunction function) ->
          code.value(type, function.text() + "." + type.text(), bits(x.get(0)), bits(x.get(1)));
      case Op.Not _ -> code.value(type, "not." + type.text(), bits(x.getFirst()));
      case Op.ShiftBits(Shift shift) -> shift(shift, type, x.get(0), x.get(1));
      case Op.Select _ -> Selection.of(code, x.get(0), x.get(1), x.get(2));
      case Op.Convert _ -> new ConversionCode(code).convert(from, to, x.getFirst());
      case Op.BitcastConvert _ -> new ConversionCode(code).bitcast(from, to, x.getFirst());
    };
  }

  /// Truth values in instructions are registers.
  private PtxOperand bits(PtxOperand x) {
    return x.type() == PtxType.PRED ? code.inRegister(x) : x;
  }

  PtxRegister fma(PtxOperand x, PtxOperand y, PtxOperand z) {
    return code.value(x.type(), "fma.rn." + x.type().text(), x, y, z);
  }

  PtxRegister add(PtxOperand x, PtxOperand y) {
    return rounded("add", x, y);
  }

  PtxRegister divide(PtxOperand x, PtxOperand y) {
    return rounded("div", x, y);
  }

  PtxRegister multiply(PtxOperand x, PtxOperand y) {
    return rounded("mul", x, y);
  }

  PtxRegister negate(PtxOperand x) {
    return code.value(x.type(), "neg." + x.type().text(), x);
  }

  PtxRegister absolute(PtxOperand x) {
    return code.value(x.type(), "abs." + x.type().text(), x);
  }

  private PtxRegister rounded(String name, PtxOperand x, PtxOperand y) {
    return code.value(x.type(), name + ".rn." + x.type().text(), x, y);
  }

  private PtxOperand unary(UnaryFunction function, PtxType type, PtxOperand x) {
    String text = type.text();
    return switch (function) {
      case NEGATE -> negate(x);
      case ABS -> absolute(x);
      case SIGN -> {
        PtxRegister one = code.value(type, "copysign." + text, x, PtxImmediate.floating(type, 1));
        PtxRegister keeps = compare("equ", x, PtxImmediate.floating(type, 0));
        yield Selection.of(code, keeps, x, one);
      }
      case SQRT -> code.value(type, "sqrt.rn." + text, x);
      case FLOOR -> code.value(type, "cvt.rmi." + text + "." + text, x);
      case CEIL -> code.value(type, "cvt.rpi." + text + "." + text, x);
      case ROUND_NEAREST_EVEN -> code.value(type, "cvt.rni." + text + "." + text, x);
      case RSQRT,
          CBRT,
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
          ERFC,
          LGAMMA,
          DIGAMMA,
          TRIGAMMA ->
          throw new IllegalStateException(function.text() + " is expanded before");
    };
  }

  private PtxOperand binary(BinaryFunction function, PtxType type, PtxOperand x, PtxOperand y) {
    boolean whole = type == PtxType.B32 || type == PtxType.B64;
    String suffix = type.arithmetic();
    return switch (function) {
      case ADD -> whole ? code.value(type, "add." + suffix, x, y) : add(x, y);
      case SUBTRACT -> whole ? code.value(type, "sub." + suffix, x, y) : rounded("sub", x, y);
      case MULTIPLY -> whole ? code.value(type, "mul.lo." + suffix, x, y) : multiply(x, y);
      case DIVIDE -> divide(x, y);
      case MINIMUM -> whole ? code.value(type, "min." + suffix, x, y) : extreme("lt", "geu", x, y);
      case MAXIMUM -> whole ? code.value(type, "max." + suffix, x, y) : extreme("gt", "leu", x, y);
      case POWER, ATAN2 -> throw new IllegalStateException(function.text() + " is expanded before");
    };
  }

  /// `x is NaN or x wins over y ? x : y`. One comparison is enough where an operand is known not to
  /// be NaN.
  private PtxOperand extreme(String wins, String loses, PtxOperand x, PtxOperand y) {
    if (y instanceof PtxImmediate bound && bound.isOrdered()) {
      // False where x is NaN.
      return Selection.of(code, compare(loses.substring(0, 2), x, y), y, x);
    }
    PtxRegister better = compare(wins, x, y);
    boolean ordered = x instanceof PtxImmediate bound && bound.isOrdered();
    return Selection.of(code, ordered ? better : orNan(x, better), x, y);
  }

  /// `next is NaN or next wins over held ? next : held`.
  PtxOperand fold(String wins, PtxOperand next, PtxOperand held) {
    return Selection.of(code, orNan(next, compare(wins, next, held)), next, held);
  }

  private PtxRegister orNan(PtxOperand x, PtxRegister other) {
    return code.value(PtxType.PRED, "setp.nan.or." + x.type().text(), x, x, other);
  }

  PtxRegister compare(String relation, PtxOperand x, PtxOperand y) {
    return code.value(PtxType.PRED, "setp." + relation + "." + x.type().arithmetic(), x, y);
  }

  private PtxRegister compare(Comparison direction, PtxOperand x, PtxOperand y) {
    boolean floating = x.type() == PtxType.F64 || x.type() == PtxType.F32;
    String relation =
        switch (direction) {
          case EQ -> "eq";
          case NE -> floating ? "neu" : "ne";
          case LT -> "lt";
          case LE -> "le";
          case GT -> "gt";
          case GE -> "ge";
        };
    return compare(relation, x, y);
  }

  /// Devices clamp the distance, graphs take it modulo the width.
  private PtxOperand shift(Shift shift, PtxType type, PtxOperand x, PtxOperand distance) {
    String name =
        switch (shift) {
          case SHIFT_LEFT -> "shl." + type.text();
          case SHIFT_RIGHT_ARITHMETIC -> "shr." + type.arithmetic();
          case SHIFT_RIGHT_LOGICAL -> "shr.u" + 8 * type.bytes();
        };
    int mask = 8 * type.bytes() - 1;
    if (distance instanceof PtxImmediate known) {
      return code.value(type, name, x, PtxImmediate.of((int) known.bits() & mask));
    }
    PtxOperand narrow =
        type == PtxType.B64 ? code.value(PtxType.B32, "cvt.u32.u64", distance) : distance;
    PtxRegister by = code.value(PtxType.B32, "and.b32", narrow, PtxImmediate.of(mask));
    return code.value(type, name, x, by);
  }
}
