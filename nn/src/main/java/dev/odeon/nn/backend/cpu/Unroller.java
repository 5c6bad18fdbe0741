package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.Arrays;
import java.util.List;

/// Nodes of one equation, element by element, in the interpreter's order of operations.
final class Unroller {
  private Unroller() {}

  /// @param x registers of the elements of the operands
  /// @param count number of elements of the result
  static int[] unroll(Equation equation, List<int[]> x, LaneProgram.Builder builder, int count) {
    return switch (equation.op()) {
      case Op.Elementwise elementwise -> {
        int[] registers = new int[count];
        for (int i = 0; i < count; i++) {
          registers[i] = builder.add(node(equation, elementwise, x, i, builder));
        }
        yield registers;
      }
      case Op.Reshape _, Op.StopGradient _, Op.LaneBroadcast _ -> x.getFirst();
      case Op.BroadcastInDim broadcast ->
          gather(x.getFirst(), Sources.broadcast(equation, broadcast));
      case Op.Transpose transpose -> gather(x.getFirst(), Sources.transpose(equation, transpose));
      case Op.Slice slice -> gather(x.getFirst(), Sources.slice(equation, slice));
      case Op.Pad pad -> pad(equation, pad, x.getFirst(), builder);
      case Op.Concatenate concatenate -> concatenate(equation, concatenate, x);
      case Op.Reduce reduce ->
          UnrolledSums.of(equation, builder).reduce(equation, reduce, x.getFirst());
      case Op.DotGeneral dot -> UnrolledSums.of(equation, builder).dot(equation, dot, x);
      case Op.Reverse reverse -> gather(x.getFirst(), Sources.reverse(equation, reverse));
      case Op.Constant _, Op.Combination _, Op.Call _ ->
          throw new IllegalStateException(equation.op().name() + " is not unrolled");
    };
  }

  private static Node node(
      Equation equation, Op.Elementwise op, List<int[]> x, int i, LaneProgram.Builder builder) {
    DType from = equation.operands().getFirst().type().dtype();
    DType to = equation.result().type().dtype();
    int a = x.get(0)[i];
    int b = x.size() > 1 ? x.get(1)[i] : -1;
    int c = x.size() > 2 ? x.get(2)[i] : -1;
    return switch (op) {
      case Op.Unary unary -> new Node.Unary(ExactFunction.of(unary.function()), to, a);
      case Op.Binary(var function) -> binary(function, to, a, b, builder);
      case Op.Fma _ -> new Node.Fma(to, a, b, c);
      case Op.Compare compare -> new Node.Compare(compare.direction(), from, a, b);
      case Op.Logical logical -> new Node.Logical(logical.function(), to, a, b);
      case Op.Not _ -> new Node.Not(to, a);
      case Op.ShiftBits shift -> new Node.ShiftBits(shift.shift(), to, a, b);
      case Op.Select _ -> new Node.Select(to, a, b, c);
      case Op.Convert _ -> new Node.Convert(from, to, a);
      case Op.BitcastConvert _ -> new Node.Bitcast(from, to, a);
    };
  }

  /// An extreme with a constant takes a single comparison: where x is NaN it fails, and x is
  /// chosen.
  private static Node binary(
      BinaryFunction function, DType type, int x, int y, LaneProgram.Builder builder) {
    boolean isBound =
        type.isFloating()
            && builder.node(y) instanceof Node.Constant(_, double bound)
            && !Double.isNaN(bound);
    return switch (function) {
      case MINIMUM, MAXIMUM -> {
        if (!isBound) {
          yield new Node.Binary(function, type, x, y);
        }
        Comparison beyond = function == BinaryFunction.MINIMUM ? Comparison.GE : Comparison.LE;
        yield new Node.Select(type, builder.add(new Node.Compare(beyond, type, x, y)), y, x);
      }
      case ADD, SUBTRACT, MULTIPLY, DIVIDE, POWER, ATAN2 -> new Node.Binary(function, type, x, y);
    };
  }

  private static int[] gather(int[] x, int[] sources) {
    int[] registers = new int[sources.length];
    for (int i = 0; i < registers.length; i++) {
      registers[i] = x[sources[i]];
    }
    return registers;
  }

  private static int[] pad(Equation equation, Op.Pad op, int[] x, LaneProgram.Builder builder) {
    Node zero = new Node.Constant(equation.result().type().dtype(), 0);
    return Arrays.stream(Sources.pad(equation, op))
        .map(source -> source < 0 ? builder.add(zero) : x[source])
        .toArray();
  }

  private static int[] concatenate(Equation equation, Op.Concatenate op, List<int[]> x) {
    Shape shape = equation.result().type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    int[] registers = new int[shape.size()];
    int rowSize = shape.dim(op.axis()) * inner;
    int at = 0;
    for (int k = 0; k < x.size(); k++) {
      int chunk = equation.operands().get(k).type().shape().dim(op.axis()) * inner;
      for (int i = 0; i < x.get(k).length; i++) {
        registers[i / chunk * rowSize + at + i % chunk] = x.get(k)[i];
      }
      at += chunk;
    }
    return registers;
  }
}
