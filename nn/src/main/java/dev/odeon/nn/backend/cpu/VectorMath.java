package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shift;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of arithmetic on vectors in local variables; it pushes the result.
///
/// @param type the vectors
record VectorMath(VectorType type) {
  void unary(CodeBuilder code, ExactFunction function, int x) {
    switch (function) {
      case NEGATE -> type.unary(code.aload(x), "neg");
      case ABS -> type.unary(code.aload(x), "abs");
      case SQRT -> type.unary(code.aload(x), "sqrt");
      case SIGN -> new VectorRounding(type).sign(code, x);
      case FLOOR -> new VectorRounding(type).floor(code, x);
      case CEIL -> new VectorRounding(type).ceil(code, x);
      case ROUND_NEAREST_EVEN -> new VectorRounding(type).nearest(code, x);
    }
  }

  void binary(CodeBuilder code, BinaryFunction function, int x, int y) {
    switch (function) {
      case ADD -> type.binary(code.aload(x).aload(y), "add");
      case SUBTRACT -> type.binary(code.aload(x).aload(y), "sub");
      case MULTIPLY -> type.binary(code.aload(x).aload(y), "mul");
      case DIVIDE -> type.binary(code.aload(x).aload(y), "div");
      case MINIMUM -> extreme(code, x, y, Comparison.LT, "min");
      case MAXIMUM -> extreme(code, x, y, Comparison.GT, "max");
      case POWER, ATAN2 -> throw new IllegalStateException(function.text() + " is expanded before");
    }
  }

  /// Of reals `x != x ? x : x wins y ? x : y`.
  private void extreme(CodeBuilder code, int x, int y, Comparison wins, String ofWhole) {
    if (type.bits() == type) {
      type.binary(code.aload(x).aload(y), ofWhole);
      return;
    }
    code.aload(y).aload(x);
    code.aload(x).aload(y);
    type.compare(code, wins);
    code.aload(x).aload(x);
    type.compare(code, Comparison.NE);
    code.invokevirtual(VectorType.MASK, "or", MethodTypeDesc.of(VectorType.MASK, VectorType.MASK));
    type.blend(code);
  }

  void fma(CodeBuilder code, int x, int y, int z) {
    type.fma(code.aload(x).aload(y).aload(z));
  }

  void logical(CodeBuilder code, LogicalFunction function, int x, int y) {
    type.lanewise(code.aload(x).aload(y), function.name(), "Associative");
  }

  void not(CodeBuilder code, int x) {
    code.aload(x);
    type.constantBits(code, -1);
    type.lanewise(code, "XOR", "Associative");
  }

  /// The distance counts modulo the width.
  void shift(CodeBuilder code, Shift shift, int x, int y) {
    String operator =
        switch (shift) {
          case SHIFT_LEFT -> "LSHL";
          case SHIFT_RIGHT_ARITHMETIC -> "ASHR";
          case SHIFT_RIGHT_LOGICAL -> "LSHR";
        };
    type.lanewise(code.aload(x).aload(y), operator, "Binary");
  }
}
