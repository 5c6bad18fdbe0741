package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.DType;

/// What a register of a lane program holds.
enum Kind {
  /// A double.
  REAL,
  /// A 64-bit whole number.
  WHOLE,
  /// A truth value.
  TRUTH;

  /// The kind of values of type `type`; narrower types are not compiled.
  static Kind of(DType type) {
    return switch (type) {
      case F64 -> REAL;
      case I64 -> WHOLE;
      case BOOL -> TRUTH;
      case F32, I32 -> throw new IllegalArgumentException(type.text() + " is not compiled");
    };
  }

  /// Whether values of type `type` can be held.
  static boolean holds(DType type) {
    return type == DType.F64 || type == DType.I64 || type == DType.BOOL;
  }
}
