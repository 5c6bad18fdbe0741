package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of arithmetic on single numbers; operands stand on the stack.
final class ScalarMath {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  private ScalarMath() {}

  private static ClassDesc desc(DType type) {
    return switch (type) {
      case F64 -> CD_double;
      case F32 -> CD_float;
      case I64 -> CD_long;
      case I32, BOOL -> CD_int;
    };
  }

  private static void call(CodeBuilder code, String name, DType type, int arity) {
    ClassDesc[] operands = new ClassDesc[arity];
    java.util.Arrays.fill(operands, desc(type));
    code.invokestatic(MATH, name, MethodTypeDesc.of(desc(type), operands));
  }

  static void unary(CodeBuilder code, ExactFunction function, DType type) {
    switch (function) {
      case NEGATE -> {
        if (type == DType.F32) {
          code.fneg();
        } else {
          code.dneg();
        }
      }
      case ABS -> call(code, "abs", type, 1);
      case SIGN -> call(code, "signum", type, 1);
      case SQRT -> asDouble(code, "sqrt", type);
      case FLOOR -> asDouble(code, "floor", type);
      case CEIL -> asDouble(code, "ceil", type);
      case ROUND_NEAREST_EVEN -> asDouble(code, "rint", type);
    }
  }

  /// A function of doubles: of a float it is a float, or, the square root, rounds to the same float
  /// as the exact result.
  private static void asDouble(CodeBuilder code, String name, DType type) {
    if (type == DType.F32) {
      code.f2d();
    }
    call(code, name, DType.F64, 1);
    if (type == DType.F32) {
      code.d2f();
    }
  }

  static void fma(CodeBuilder code, DType type) {
    call(code, "fma", type, 3);
  }

  /// Extremes of reals apart, which `Math.min` orders otherwise where zeros meet.
  static void binary(CodeBuilder code, BinaryFunction function, DType type) {
    switch (type) {
      case F64 -> wide(code, function);
      case F32 -> single(code, function);
      case I64 -> whole(code, function);
      case I32 -> narrow(code, function);
      case BOOL -> throw unknown(function, type);
    }
  }

  private static void wide(CodeBuilder code, BinaryFunction function) {
    switch (function) {
      case ADD -> code.dadd();
      case SUBTRACT -> code.dsub();
      case MULTIPLY -> code.dmul();
      case DIVIDE -> code.ddiv();
      case POWER, ATAN2, MINIMUM, MAXIMUM -> throw unknown(function, DType.F64);
    }
  }

  private static void single(CodeBuilder code, BinaryFunction function) {
    switch (function) {
      case ADD -> code.fadd();
      case SUBTRACT -> code.fsub();
      case MULTIPLY -> code.fmul();
      case DIVIDE -> code.fdiv();
      case POWER, ATAN2, MINIMUM, MAXIMUM -> throw unknown(function, DType.F32);
    }
  }

  private static void whole(CodeBuilder code, BinaryFunction function) {
    switch (function) {
      case ADD -> code.ladd();
      case SUBTRACT -> code.lsub();
      case MULTIPLY -> code.lmul();
      case MINIMUM -> call(code, "min", DType.I64, 2);
      case MAXIMUM -> call(code, "max", DType.I64, 2);
      case DIVIDE, POWER, ATAN2 -> throw unknown(function, DType.I64);
    }
  }

  private static void narrow(CodeBuilder code, BinaryFunction function) {
    switch (function) {
      case ADD -> code.iadd();
      case SUBTRACT -> code.isub();
      case MULTIPLY -> code.imul();
      case MINIMUM -> call(code, "min", DType.I32, 2);
      case MAXIMUM -> call(code, "max", DType.I32, 2);
      case DIVIDE, POWER, ATAN2 -> throw unknown(function, DType.I32);
    }
  }

  private static IllegalStateException unknown(BinaryFunction function, DType type) {
    return new IllegalStateException(function.text() + " of " + type.text() + " is no operation");
  }
}
