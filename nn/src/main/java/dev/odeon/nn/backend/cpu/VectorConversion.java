package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_int;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode that turns vectors on the stack into vectors of another type.
///
/// @param types the vectors of the program
record VectorConversion(VectorTypes types) {
  private static final ClassDesc CONVERSION = VectorType.incubating("VectorOperators$Conversion");

  /// From doubles as they stand in arrays to a register of type `type`.
  void fromCarrier(CodeBuilder code, DType type) {
    switch (type) {
      case F64 -> {}
      case F32 -> cast(code, VectorType.DOUBLES, VectorType.FLOATS);
      case I64 -> VectorType.DOUBLES.reinterpret(code, VectorType.LONGS);
      case I32 -> {
        VectorType.DOUBLES.reinterpret(code, VectorType.LONGS);
        cast(code, VectorType.LONGS, VectorType.INTS);
      }
      case BOOL -> toTruth(code, VectorType.DOUBLES);
    }
  }

  /// The opposite.
  void toCarrier(CodeBuilder code, DType type) {
    switch (type) {
      case F64 -> {}
      case F32 -> cast(code, VectorType.FLOATS, VectorType.DOUBLES);
      case I64 -> VectorType.LONGS.reinterpret(code, VectorType.DOUBLES);
      case I32 -> {
        cast(code, VectorType.INTS, VectorType.LONGS);
        VectorType.LONGS.reinterpret(code, VectorType.DOUBLES);
      }
      case BOOL -> fromTruth(code, VectorType.DOUBLES);
    }
  }

  void convert(CodeBuilder code, DType from, DType to) {
    if (from == to) {
      return;
    }
    if (from == DType.BOOL) {
      fromTruth(code, types.of(to));
    } else if (to == DType.BOOL) {
      toTruth(code, types.of(from));
    } else {
      cast(code, types.of(from), types.of(to));
    }
  }

  void toTruth(CodeBuilder code, VectorType from) {
    from.constant(code, 0);
    from.compare(code, Comparison.NE);
    types.truths().castMask(code, from);
  }

  void fromTruth(CodeBuilder code, VectorType to) {
    int mask = code.allocateLocal(TypeKind.REFERENCE);
    to.castMask(code, types.truths());
    code.astore(mask);
    to.constant(code, 0);
    to.constant(code, 1);
    to.blend(code.aload(mask));
  }

  private static void cast(CodeBuilder code, VectorType from, VectorType to) {
    cast(code, from, to, 0);
  }

  /// A vector on the stack, to one of type `to`.
  ///
  /// @param part which part of a result longer than the vector is left, or, if negative, where the
  ///   result lies in a vector that is longer than it
  static void cast(CodeBuilder code, VectorType from, VectorType to, int part) {
    code.getstatic(VectorType.OPERATORS, from.letter() + "2" + to.letter(), CONVERSION);
    to.species(code)
        .loadConstant(part)
        .invokevirtual(
            from.vector(),
            "convertShape",
            MethodTypeDesc.of(VectorType.VECTOR, CONVERSION, VectorType.SPECIES, CD_int))
        .checkcast(to.vector());
  }

  /// The vector in local variable x; its NaNs become the canonical one.
  void bitcast(CodeBuilder code, DType fromType, DType toType, int x) {
    VectorType from = types.of(fromType);
    if (fromType.isFloating()) {
      code.aload(x);
      from.constant(code, Double.NaN);
      code.aload(x).aload(x);
      from.compare(code, Comparison.NE);
      from.blend(code);
    } else {
      code.aload(x);
    }
    from.reinterpret(code, types.of(toType));
  }
}
