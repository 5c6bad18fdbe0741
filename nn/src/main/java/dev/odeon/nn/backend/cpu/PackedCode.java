package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_Double;
import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of a program without numbers of 64 bits, on vectors of floats and ints as wide as those
/// of doubles: each is made of two vectors of the doubles that stand in arrays, one after the
/// other.
///
/// @param width variable that holds the number of doubles in a vector
record PackedCode(int width) implements SpreadingCode {
  private static final VectorTypes TYPES = VectorTypes.packed();
  private static final VectorMemory MEMORY = new VectorMemory(-1);
  private static final VectorCode INNER = new VectorCode(MEMORY, TYPES);
  private static final VectorConversion CONVERSION = new VectorConversion(TYPES);

  @Override
  public TypeKind local(DType type) {
    return INNER.local(type);
  }

  @Override
  public void load(CodeBuilder code, DType type) {
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.istore(index).astore(array);
    code.aload(array).iload(index).iload(width).iadd();
    MEMORY.load(code);
    half(code, type);
    VectorType.WHOLE_INTS.swapHalves(code, width);
    MEMORY.load(code.aload(array).iload(index));
    half(code, type);
    VectorType.WHOLE_INTS.binary(code, "or");
    switch (type) {
      case F32 -> VectorType.WHOLE_INTS.reinterpret(code, VectorType.WHOLE_FLOATS);
      case I32 -> {}
      case BOOL -> {
        VectorType.WHOLE_INTS.reinterpret(code, VectorType.WHOLE_FLOATS);
        CONVERSION.toTruth(code, VectorType.WHOLE_FLOATS);
      }
      case F64, I64 -> throw wide(type);
    }
  }

  /// Doubles to the lower half of a vector of ints; the upper half is zero.
  private static void half(CodeBuilder code, DType type) {
    switch (type) {
      case F32, BOOL -> {
        VectorConversion.cast(code, VectorType.DOUBLES, VectorType.WHOLE_FLOATS, 0);
        VectorType.WHOLE_FLOATS.reinterpret(code, VectorType.WHOLE_INTS);
      }
      case I32 -> {
        VectorType.DOUBLES.reinterpret(code, VectorType.LONGS);
        VectorConversion.cast(code, VectorType.LONGS, VectorType.WHOLE_INTS, 0);
      }
      case F64, I64 -> throw wide(type);
    }
  }

  @Override
  public void store(CodeBuilder code, DType type) {
    VectorType stored = type == DType.I32 ? VectorType.WHOLE_INTS : VectorType.WHOLE_FLOATS;
    if (type == DType.BOOL) {
      CONVERSION.fromTruth(code, stored);
    }
    int value = code.allocateLocal(TypeKind.REFERENCE);
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(value).istore(index).astore(array);
    code.aload(array).iload(index).aload(value);
    doubles(code, stored);
    MEMORY.store(code);
    code.aload(array).iload(index).iload(width).iadd().aload(value);
    stored.swapHalves(code, width);
    doubles(code, stored);
    MEMORY.store(code);
  }

  /// The lower half of the vector on the stack, as doubles stand in arrays.
  private static void doubles(CodeBuilder code, VectorType from) {
    if (from == VectorType.WHOLE_INTS) {
      VectorConversion.cast(code, from, VectorType.LONGS, 0);
      VectorType.LONGS.reinterpret(code, VectorType.DOUBLES);
    } else {
      VectorConversion.cast(code, from, VectorType.DOUBLES, 0);
    }
  }

  @Override
  public void spread(CodeBuilder code, DType type) {
    int number = code.allocateLocal(TypeKind.DOUBLE);
    code.dstore(number);
    switch (type) {
      case F32 -> {
        VectorType.WHOLE_FLOATS.species(code).dload(number).d2f();
        VectorType.WHOLE_FLOATS.broadcast(code);
      }
      case I32 -> {
        VectorType.WHOLE_INTS.species(code).dload(number);
        code.invokestatic(CD_Double, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
        VectorType.WHOLE_INTS.broadcast(code.l2i());
      }
      case BOOL ->
          // Truth values are 0 and 1.
          TYPES
              .truths()
              .species(code)
              .dload(number)
              .d2i()
              .invokeinterface(
                  VectorType.SPECIES, "maskAll", MethodTypeDesc.of(VectorType.MASK, CD_boolean));
      case F64, I64 -> throw wide(type);
    }
  }

  @Override
  public void emit(CodeBuilder code, Node node, int[] locals) {
    INNER.emit(code, node, locals);
  }

  private static IllegalStateException wide(DType type) {
    return new IllegalStateException(type.text() + " is not packed");
  }
}
