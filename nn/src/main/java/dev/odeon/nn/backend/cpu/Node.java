package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shift;

/// One operation of a lane program; operands are the numbers of the registers that earlier nodes
/// define.
sealed interface Node {
  /// What the node's own register holds.
  DType type();

  /// An element read from an array.
  record Load(Access at, DType type) implements Node {}

  /// A constant, as it stands in arrays: a whole number as the double that has its bits.
  record Constant(DType type, double carrier) implements Node {
    private long bits() {
      return Double.doubleToRawLongBits(carrier);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Constant that && type == that.type && bits() == that.bits();
    }

    @Override
    public int hashCode() {
      return 31 * type.hashCode() + Long.hashCode(bits());
    }
  }

  /// A function of a real.
  record Unary(ExactFunction function, DType type, int x) implements Node {}

  /// A function of two reals or two whole numbers.
  record Binary(BinaryFunction function, DType type, int x, int y) implements Node {}

  /// `x * y + z`, rounded once.
  record Fma(DType type, int x, int y, int z) implements Node {}

  /// A comparison of two numbers of type `of`.
  record Compare(Comparison direction, DType of, int x, int y) implements Node {
    @Override
    public DType type() {
      return DType.BOOL;
    }
  }

  /// A function of two truth values or of the bits of two whole numbers.
  record Logical(LogicalFunction function, DType type, int x, int y) implements Node {}

  /// The negation of a truth value or of all bits.
  record Not(DType type, int x) implements Node {}

  /// A shift of a whole number.
  record ShiftBits(Shift shift, DType type, int x, int y) implements Node {}

  /// `p ? x : y`.
  record Select(DType type, int p, int x, int y) implements Node {}

  /// The number nearest to one of type `from`.
  record Convert(DType from, DType type, int x) implements Node {}

  /// The same bits as a number of the other type of that width; NaN becomes the canonical one.
  record Bitcast(DType from, DType type, int x) implements Node {}

  /// The same with all bits of NaN: see [FreeNans].
  record Reinterpret(DType from, DType type, int x) implements Node {}
}
