package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.UnaryFunction;

/// One operation of a lane program; operands are the numbers of the registers that earlier nodes
/// define.
sealed interface Node {
  /// What the node's own register holds.
  Kind kind();

  /// An element read from an array.
  record Load(Access at, Kind kind) implements Node {}

  /// A constant.
  record Real(double value) implements Node {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Real(double that)
          && Double.doubleToRawLongBits(value) == Double.doubleToRawLongBits(that);
    }

    @Override
    public int hashCode() {
      return Long.hashCode(Double.doubleToRawLongBits(value));
    }
  }

  /// A constant.
  record Whole(long value) implements Node {
    @Override
    public Kind kind() {
      return Kind.WHOLE;
    }
  }

  /// A constant.
  record Truth(boolean value) implements Node {
    @Override
    public Kind kind() {
      return Kind.TRUTH;
    }
  }

  /// A function of a real.
  record Unary(UnaryFunction function, int x) implements Node {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }
  }

  /// A function of two reals.
  record Binary(BinaryFunction function, int x, int y) implements Node {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }
  }

  /// `x * y + z`, rounded once.
  record Fma(int x, int y, int z) implements Node {
    @Override
    public Kind kind() {
      return Kind.REAL;
    }
  }

  /// A comparison of two reals or two whole numbers.
  record Compare(Comparison direction, Kind of, int x, int y) implements Node {
    @Override
    public Kind kind() {
      return Kind.TRUTH;
    }
  }

  /// A function of two truth values or of the bits of two whole numbers.
  record Logical(LogicalFunction function, Kind kind, int x, int y) implements Node {}

  /// The negation of a truth value or of all bits.
  record Not(Kind kind, int x) implements Node {}

  /// Arithmetic of whole numbers.
  record WholeBinary(BinaryFunction function, int x, int y) implements Node {
    @Override
    public Kind kind() {
      return Kind.WHOLE;
    }
  }

  /// A shift of a whole number.
  record WholeShift(Shift shift, int x, int y) implements Node {
    @Override
    public Kind kind() {
      return Kind.WHOLE;
    }
  }

  /// `p ? x : y`.
  record Select(Kind kind, int p, int x, int y) implements Node {}

  /// Another kind of number of the same value.
  record Convert(Kind from, Kind kind, int x) implements Node {}

  /// The same bits as another kind of number; NaN becomes the canonical one.
  record Bitcast(Kind kind, int x) implements Node {}
}
