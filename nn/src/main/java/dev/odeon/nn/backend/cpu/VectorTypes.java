package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.DType;

/// The vector classes that the code of one program uses.
///
/// @param narrow how wide vectors of floats and ints are
/// @param truths the vectors for which masks stand, when they are truth values
record VectorTypes(NarrowVectors narrow, VectorType truths) {
  /// Of a program whose vectors have as many elements as those of doubles.
  static VectorTypes of(LaneProgram program) {
    return new VectorTypes(
        NarrowVectors.HALF, program.isNarrow() ? VectorType.FLOATS : VectorType.DOUBLES);
  }

  /// Of a program without numbers of 64 bits.
  static VectorTypes packed() {
    return new VectorTypes(NarrowVectors.WHOLE, VectorType.WHOLE_FLOATS);
  }

  /// What holds numbers of type `type`.
  VectorType of(DType type) {
    return switch (type) {
      case F64 -> VectorType.DOUBLES;
      case I64 -> VectorType.LONGS;
      case F32 ->
          switch (narrow) {
            case HALF -> VectorType.FLOATS;
            case WHOLE -> VectorType.WHOLE_FLOATS;
          };
      case I32 ->
          switch (narrow) {
            case HALF -> VectorType.INTS;
            case WHOLE -> VectorType.WHOLE_INTS;
          };
      case BOOL -> throw new IllegalStateException("truth values stand in masks");
    };
  }
}
