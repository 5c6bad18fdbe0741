package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode that turns single numbers on the stack into numbers of another type, or into truth
/// values.
final class ScalarConversion {
  private static final ClassDesc DOUBLE = ClassDesc.of("java.lang.Double");
  private static final ClassDesc FLOAT = ClassDesc.of("java.lang.Float");

  private ScalarConversion() {}

  /// From the double that stands in an array to a register of type `type`.
  static void fromCarrier(CodeBuilder code, DType type) {
    switch (type) {
      case F64 -> {}
      case F32 -> code.d2f();
      case I64 -> rawBits(code);
      case I32 -> {
        rawBits(code);
        code.l2i();
      }
      case BOOL -> truth(code.dconst_0().dcmpl(), Comparison.NE);
    }
  }

  private static void rawBits(CodeBuilder code) {
    code.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
  }

  /// The opposite.
  static void toCarrier(CodeBuilder code, DType type) {
    switch (type) {
      case F64 -> {}
      case F32 -> code.f2d();
      case I64 -> double64(code);
      case I32 -> double64(code.i2l());
      case BOOL -> code.i2d();
    }
  }

  private static void double64(CodeBuilder code) {
    code.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
  }

  static void convert(CodeBuilder code, DType from, DType to) {
    if (from == to) {
      return;
    }
    if (to != DType.BOOL) {
      code.conversion(ScalarCode.kind(from), ScalarCode.kind(to));
      return;
    }
    switch (from) {
      case F64 -> code.dconst_0().dcmpl();
      case F32 -> code.fconst_0().fcmpl();
      case I64 -> code.lconst_0().lcmp();
      case I32, BOOL -> {}
    }
    truth(code, Comparison.NE);
  }

  static void bitcast(CodeBuilder code, DType to) {
    switch (to) {
      case I64 ->
          code.invokestatic(DOUBLE, "doubleToLongBits", MethodTypeDesc.of(CD_long, CD_double));
      case I32 -> code.invokestatic(FLOAT, "floatToIntBits", MethodTypeDesc.of(CD_int, CD_float));
      case F64 -> double64(code);
      case F32 -> code.invokestatic(FLOAT, "intBitsToFloat", MethodTypeDesc.of(CD_float, CD_int));
      case BOOL -> throw new IllegalStateException("a truth value has no bits");
    }
  }

  /// A number to the whole number or real of its bits, whichever NaN it is.
  static void reinterpret(CodeBuilder code, DType to) {
    switch (to) {
      case I64 ->
          code.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
      case I32 ->
          code.invokestatic(FLOAT, "floatToRawIntBits", MethodTypeDesc.of(CD_int, CD_float));
      case F64, F32, BOOL -> bitcast(code, to);
    }
  }

  /// Two numbers, other than ints, to the sign of their difference; where one is NaN, to a sign for
  /// which `direction` does not hold.
  static void signOfDifference(CodeBuilder code, DType type, Comparison direction) {
    boolean less = direction == Comparison.LT || direction == Comparison.LE;
    switch (type) {
      case F64 -> {
        if (less) {
          code.dcmpg();
        } else {
          code.dcmpl();
        }
      }
      case F32 -> {
        if (less) {
          code.fcmpg();
        } else {
          code.fcmpl();
        }
      }
      case I64 -> code.lcmp();
      case I32, BOOL -> throw new IllegalStateException(type.text() + " is not compared so");
    }
  }

  /// From the sign of a difference to 0 or 1.
  static void truth(CodeBuilder code, Comparison direction) {
    Label yes = code.newLabel();
    switch (direction) {
      case EQ -> code.ifeq(yes);
      case NE -> code.ifne(yes);
      case LT -> code.iflt(yes);
      case LE -> code.ifle(yes);
      case GT -> code.ifgt(yes);
      case GE -> code.ifge(yes);
    }
    zeroOrOne(code, yes);
  }

  /// Two ints to 0 or 1.
  static void compareInts(CodeBuilder code, Comparison direction) {
    Label yes = code.newLabel();
    switch (direction) {
      case EQ -> code.if_icmpeq(yes);
      case NE -> code.if_icmpne(yes);
      case LT -> code.if_icmplt(yes);
      case LE -> code.if_icmple(yes);
      case GT -> code.if_icmpgt(yes);
      case GE -> code.if_icmpge(yes);
    }
    zeroOrOne(code, yes);
  }

  private static void zeroOrOne(CodeBuilder code, Label yes) {
    Label end = code.newLabel();
    code.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
  }
}
