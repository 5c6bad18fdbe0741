package dev.odeon.nn.backend.cpu.kernel;

import java.lang.classfile.CodeBuilder;

/// The lanes of a register.
sealed interface LaneRegister {
  /// Lanes from a number on that stands in a variable.
  ///
  /// @param first variable with the first lane's number
  /// @param range variable that tells which lanes there are, or [#WHOLE]
  record Running(int first, int range) implements LaneRegister {}

  /// Lanes from a number on that is known.
  ///
  /// @param first the first lane's number
  /// @param range variable that tells which lanes there are, or [#WHOLE]
  record Known(int first, int range) implements LaneRegister {}

  /// How many registers so many lanes fill, the last one perhaps in part; 0 if they are so many
  /// that a loop over them is as good. Only where the vector module is present.
  static int count(int lanes) {
    int count = Math.ceilDiv(lanes, Width.DOUBLES);
    return count <= MOST ? count : 0;
  }

  /// Numbers of lanes to try a tile with that is made for so many registers, see [#count]: with and
  /// without whole registers, pairs of them, and a rest.
  static int[] tried(int registers) {
    int full = registers * Width.DOUBLES;
    return registers == 0
        ? new int[] {60, 3, 8, 11, 16, 24, 64}
        : new int[] {full - 1, full - Width.DOUBLES + 1, full};
  }

  /// More registers are a loop.
  int MOST = 8;

  /// How many doubles a register holds.
  final class Width {
    private static final int DOUBLES = VectorWidth.of(Precision.DOUBLE);

    private Width() {}
  }

  /// The range of a whole register.
  int WHOLE = -1;

  /// Variable that tells which lanes there are, or [#WHOLE].
  int range();

  /// The same, whole.
  default LaneRegister whole() {
    return switch (this) {
      case Running(int first, _) -> new Running(first, WHOLE);
      case Known(int first, _) -> new Known(first, WHOLE);
    };
  }

  /// Loads numbers; array and the index of lane 0 stand on the stack.
  default void load(CodeBuilder code, RegisterCode registers) {
    switch (this) {
      case Running(int first, _) -> code.iload(first).iadd();
      case Known(int first, _) -> code.loadConstant(first).iadd();
    }
    if (range() == WHOLE) {
      registers.load(code);
    } else {
      registers.load(code, range());
    }
  }
}
