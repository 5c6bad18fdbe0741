package dev.odeon.nn.backend.cpu;

import static dev.odeon.nn.backend.cpu.ScalarConversion.truth;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shift;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

/// Bytecode of nodes on single numbers: each has the primitive type of its element type, a truth
/// value is an `int`.
final class ScalarCode implements NodeCode {
  static TypeKind kind(DType type) {
    return switch (type) {
      case F64 -> TypeKind.DOUBLE;
      case F32 -> TypeKind.FLOAT;
      case I64 -> TypeKind.LONG;
      case I32, BOOL -> TypeKind.INT;
    };
  }

  @Override
  public TypeKind local(DType type) {
    return kind(type);
  }

  @Override
  public void load(CodeBuilder code, DType type) {
    ScalarConversion.fromCarrier(code.daload(), type);
  }

  @Override
  public void store(CodeBuilder code, DType type) {
    ScalarConversion.toCarrier(code, type);
    code.dastore();
  }

  @Override
  public void emit(CodeBuilder code, Node node, int[] locals) {
    switch (node) {
      case Node.Load _ -> throw new IllegalStateException("loads are addressed by the loop");
      case Node.Constant constant -> constant(code, constant);
      case Node.Unary unary -> {
        code.loadLocal(kind(unary.type()), locals[unary.x()]);
        ScalarMath.unary(code, unary.function(), unary.type());
      }
      case Node.Binary binary -> binary(code, binary, locals);
      case Node.Fma fma -> {
        push(code, fma.type(), locals, fma.x(), fma.y(), fma.z());
        ScalarMath.fma(code, fma.type());
      }
      case Node.Compare compare -> compare(code, compare, locals);
      case Node.Logical logical -> {
        push(code, logical.type(), locals, logical.x(), logical.y());
        logical(code, logical.function(), logical.type());
      }
      case Node.Not not -> not(code, not, locals);
      case Node.ShiftBits shift -> {
        push(code, shift.type(), locals, shift.x(), shift.y());
        shift(code, shift.shift(), shift.type());
      }
      case Node.Select select -> select(code, select, locals);
      case Node.Convert convert -> {
        push(code, convert.from(), locals, convert.x());
        ScalarConversion.convert(code, convert.from(), convert.type());
      }
      case Node.Bitcast bitcast -> {
        code.loadLocal(kind(bitcast.from()), locals[bitcast.x()]);
        ScalarConversion.bitcast(code, bitcast.type());
      }
      case Node.Reinterpret(var from, var to, int x) -> {
        code.loadLocal(kind(from), locals[x]);
        ScalarConversion.reinterpret(code, to);
      }
    }
  }

  private static void push(CodeBuilder code, DType type, int[] locals, int... registers) {
    for (int register : registers) {
      code.loadLocal(kind(type), locals[register]);
    }
  }

  private static void constant(CodeBuilder code, Node.Constant constant) {
    double carrier = constant.carrier();
    long bits = Double.doubleToRawLongBits(carrier);
    switch (constant.type()) {
      case F64 -> code.loadConstant(carrier);
      case F32 -> code.loadConstant((float) carrier);
      case I64 -> code.loadConstant(bits);
      case I32 -> code.loadConstant((int) bits);
      case BOOL -> code.loadConstant(carrier == 0 ? 0 : 1);
    }
  }

  private static void binary(CodeBuilder code, Node.Binary binary, int[] locals) {
    boolean extreme =
        binary.type().isFloating()
            && (binary.function() == BinaryFunction.MINIMUM
                || binary.function() == BinaryFunction.MAXIMUM);
    if (extreme) {
      Comparison wins = binary.function() == BinaryFunction.MINIMUM ? Comparison.LT : Comparison.GT;
      extreme(code, binary.type(), wins, locals[binary.x()], locals[binary.y()]);
    } else {
      push(code, binary.type(), locals, binary.x(), binary.y());
      ScalarMath.binary(code, binary.function(), binary.type());
    }
  }

  /// `x == x && !(x wins y) ? y : x`.
  private static void extreme(CodeBuilder code, DType type, Comparison wins, int x, int y) {
    TypeKind kind = kind(type);
    Label first = code.newLabel();
    Label end = code.newLabel();
    code.loadLocal(kind, x).loadLocal(kind, x);
    ScalarConversion.signOfDifference(code, type, Comparison.NE);
    code.ifne(first);
    code.loadLocal(kind, x).loadLocal(kind, y);
    ScalarConversion.signOfDifference(code, type, wins);
    if (wins == Comparison.LT) {
      code.iflt(first);
    } else {
      code.ifgt(first);
    }
    code.loadLocal(kind, y).goto_(end);
    code.labelBinding(first).loadLocal(kind, x).labelBinding(end);
  }

  private static void compare(CodeBuilder code, Node.Compare compare, int[] locals) {
    push(code, compare.of(), locals, compare.x(), compare.y());
    if (compare.of() == DType.I32) {
      ScalarConversion.compareInts(code, compare.direction());
    } else {
      ScalarConversion.signOfDifference(code, compare.of(), compare.direction());
      truth(code, compare.direction());
    }
  }

  private static void not(CodeBuilder code, Node.Not not, int[] locals) {
    push(code, not.type(), locals, not.x());
    switch (not.type()) {
      case BOOL -> code.iconst_1().ixor();
      case I32 -> code.iconst_m1().ixor();
      case I64 -> code.loadConstant(-1L).lxor();
      case F32, F64 -> throw new IllegalStateException("numbers have no negation of bits");
    }
  }

  private static void logical(CodeBuilder code, LogicalFunction function, DType type) {
    boolean wide = type == DType.I64;
    switch (function) {
      case AND -> {
        if (wide) {
          code.land();
        } else {
          code.iand();
        }
      }
      case OR -> {
        if (wide) {
          code.lor();
        } else {
          code.ior();
        }
      }
      case XOR -> {
        if (wide) {
          code.lxor();
        } else {
          code.ixor();
        }
      }
    }
  }

  /// Java takes the distance modulo the width.
  private static void shift(CodeBuilder code, Shift shift, DType type) {
    if (type == DType.I64) {
      code.l2i();
      switch (shift) {
        case SHIFT_LEFT -> code.lshl();
        case SHIFT_RIGHT_ARITHMETIC -> code.lshr();
        case SHIFT_RIGHT_LOGICAL -> code.lushr();
      }
    } else {
      switch (shift) {
        case SHIFT_LEFT -> code.ishl();
        case SHIFT_RIGHT_ARITHMETIC -> code.ishr();
        case SHIFT_RIGHT_LOGICAL -> code.iushr();
      }
    }
  }

  private static void select(CodeBuilder code, Node.Select select, int[] locals) {
    Label otherwise = code.newLabel();
    Label end = code.newLabel();
    code.iload(locals[select.p()]).ifeq(otherwise);
    push(code, select.type(), locals, select.x());
    code.goto_(end).labelBinding(otherwise);
    push(code, select.type(), locals, select.y());
    code.labelBinding(end);
  }
}
