package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode that moves vectors of doubles between arrays and the stack.
///
/// @param mask variable of the mask of a partial vector, or -1 for whole vectors
record VectorMemory(int mask) {
  private static final ClassDesc ARRAY = CD_double.arrayType();
  private static final ClassDesc DOUBLES = VectorType.DOUBLES.vector();

  /// Array and index on the stack.
  void load(CodeBuilder code) {
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.istore(index).astore(array);
    VectorType.DOUBLES.species(code).aload(array).iload(index);
    if (mask >= 0) {
      code.aload(mask)
          .invokestatic(
              DOUBLES,
              "fromArray",
              MethodTypeDesc.of(DOUBLES, VectorType.SPECIES, ARRAY, CD_int, VectorType.MASK));
    } else {
      code.invokestatic(
          DOUBLES, "fromArray", MethodTypeDesc.of(DOUBLES, VectorType.SPECIES, ARRAY, CD_int));
    }
  }

  /// Array, index and vector on the stack.
  void store(CodeBuilder code) {
    int value = code.allocateLocal(TypeKind.REFERENCE);
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(value).istore(index).astore(array);
    code.aload(value).aload(array).iload(index);
    if (mask >= 0) {
      code.aload(mask)
          .invokevirtual(
              DOUBLES, "intoArray", MethodTypeDesc.of(CD_void, ARRAY, CD_int, VectorType.MASK));
    } else {
      code.invokevirtual(DOUBLES, "intoArray", MethodTypeDesc.of(CD_void, ARRAY, CD_int));
    }
  }

  /// One double on the stack, to a vector of its copies.
  static void spread(CodeBuilder code) {
    int number = code.allocateLocal(TypeKind.DOUBLE);
    code.dstore(number);
    VectorType.DOUBLES.species(code).dload(number);
    VectorType.DOUBLES.broadcast(code);
  }
}
