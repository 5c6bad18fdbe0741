package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import java.lang.classfile.CodeBuilder;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of truth values, which are masks, and of choices by them.
///
/// @param types the vectors of the program
record VectorMasks(VectorTypes types) {
  private static final MethodTypeDesc TWO = MethodTypeDesc.of(VectorType.MASK, VectorType.MASK);
  private static final MethodTypeDesc ONE = MethodTypeDesc.of(VectorType.MASK);

  void constant(CodeBuilder code, boolean value) {
    types
        .truths()
        .species(code)
        .loadConstant(value ? 1 : 0)
        .invokeinterface(
            VectorType.SPECIES, "maskAll", MethodTypeDesc.of(VectorType.MASK, CD_boolean));
  }

  /// Two vectors of type `of` on the stack.
  void compare(CodeBuilder code, Comparison direction, DType of) {
    VectorType type = types.of(of);
    type.compare(code, direction);
    types.truths().castMask(code, type);
  }

  /// Two masks on the stack.
  static void logical(CodeBuilder code, LogicalFunction function) {
    String method =
        switch (function) {
          case AND -> "and";
          case OR -> "or";
          case XOR -> "xor";
        };
    code.invokevirtual(VectorType.MASK, method, TWO);
  }

  static void not(CodeBuilder code) {
    code.invokevirtual(VectorType.MASK, "not", ONE);
  }

  /// Pushes `p ? x : y`.
  void select(CodeBuilder code, DType of, int p, int x, int y) {
    if (of == DType.BOOL) {
      code.aload(p).aload(x).invokevirtual(VectorType.MASK, "and", TWO);
      not(code.aload(p));
      code.aload(y).invokevirtual(VectorType.MASK, "and", TWO);
      code.invokevirtual(VectorType.MASK, "or", TWO);
      return;
    }
    VectorType type = types.of(of);
    code.aload(y).aload(x).aload(p);
    type.castMask(code, types.truths());
    type.blend(code);
  }
}
