package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.DType;

/// An array of numbers that all threads see.
///
/// @param id number in its program
/// @param name a word, for readers of the program
/// @param use what threads do with it
/// @param type how its elements are stored: `f32`, or `f64` in 8 bytes
public record Memory(int id, String name, Use use, DType type) implements Operand {
  /// What threads do with an array.
  public enum Use {
    /// They read it.
    READ,
    /// They write it, each element at most once.
    WRITTEN,
    /// They count in its only element.
    COUNTED
  }

  /// How elements of type `type` are stored.
  static DType stored(DType type) {
    return type == DType.F32 ? DType.F32 : DType.F64;
  }
}
