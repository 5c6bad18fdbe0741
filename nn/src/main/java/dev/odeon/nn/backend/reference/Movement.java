package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;

/// Primitives that only move elements: each is a table of where the elements of the result come
/// from.
final class Movement {
  private static final int ZERO = -1;

  private Movement() {}

  /// `result[e] = operand[source[e]]`, or zero where the source is -1.
  static Instruction gather(Equation equation, int[] source) {
    int from = equation.operands().getFirst().id();
    int to = equation.result().id();
    boolean fromLanes = equation.operands().getFirst().scope() == Scope.PER_LANE;
    boolean toLanes = equation.result().scope() == Scope.PER_LANE;
    return (slots, lanes) -> {
      double[] in = slots[from];
      double[] out = slots[to];
      int width = toLanes ? lanes : 1;
      for (int e = 0; e < source.length; e++) {
        int s = source[e];
        if (s == ZERO) {
          Arrays.fill(out, e * width, (e + 1) * width, 0);
        } else {
          copy(in, s, fromLanes, out, e, width);
        }
      }
    };
  }

  private static void copy(double[] in, int s, boolean fromLanes, double[] out, int e, int width) {
    if (fromLanes && width > 8) {
      System.arraycopy(in, s * width, out, e * width, width);
    } else if (fromLanes) {
      for (int l = 0; l < width; l++) {
        out[e * width + l] = in[s * width + l];
      }
    } else {
      Arrays.fill(out, e * width, (e + 1) * width, in[s]);
    }
  }

  static int[] identity(Equation equation) {
    int[] source = new int[equation.result().type().size()];
    Arrays.setAll(source, e -> e);
    return source;
  }

  static int[] broadcast(Equation equation, Op.BroadcastInDim op) {
    Shape from = equation.operands().getFirst().type().shape();
    int[] fromStrides = from.strides();
    int[] strides = new int[op.shape().rank()];
    for (int i = 0; i < from.rank(); i++) {
      strides[op.axes().get(i)] = from.dim(i) == 1 ? 0 : fromStrides[i];
    }
    return walk(op.shape(), 0, strides);
  }

  static int[] transpose(Equation equation, Op.Transpose op) {
    int[] fromStrides = equation.operands().getFirst().type().shape().strides();
    int[] strides = op.permutation().stream().mapToInt(axis -> fromStrides[axis]).toArray();
    return walk(equation.result().type().shape(), 0, strides);
  }

  static int[] slice(Equation equation, Op.Slice op) {
    int[] fromStrides = equation.operands().getFirst().type().shape().strides();
    int[] strides = new int[fromStrides.length];
    int start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += op.start().get(axis) * fromStrides[axis];
      strides[axis] = op.stride().get(axis) * fromStrides[axis];
    }
    return walk(equation.result().type().shape(), start, strides);
  }

  static int[] reverse(Equation equation, Op.Reverse op) {
    Shape shape = equation.result().type().shape();
    int[] strides = shape.strides();
    int start = 0;
    for (int axis : op.axes()) {
      start += (shape.dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return walk(shape, start, strides);
  }

  static int[] pad(Equation equation, Op.Pad op) {
    Shape from = equation.operands().getFirst().type().shape();
    int[] toStrides = equation.result().type().shape().strides();
    int[] strides = new int[toStrides.length];
    int start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += op.low().get(axis) * toStrides[axis];
      strides[axis] = (op.interior().get(axis) + 1) * toStrides[axis];
    }
    int[] targets = walk(from, start, strides);
    int[] source = new int[equation.result().type().size()];
    Arrays.fill(source, ZERO);
    for (int e = 0; e < targets.length; e++) {
      source[targets[e]] = e;
    }
    return source;
  }

  static Instruction concatenate(Equation equation, Op.Concatenate op) {
    Shape shape = equation.result().type().shape();
    int inner = 1;
    for (int axis = op.axis() + 1; axis < shape.rank(); axis++) {
      inner *= shape.dim(axis);
    }
    int rows = 1;
    for (int axis = 0; axis < op.axis(); axis++) {
      rows *= shape.dim(axis);
    }
    int rowSize = shape.dim(op.axis()) * inner;
    int outer = rows;
    int[] chunks = new int[equation.operands().size()];
    for (int k = 0; k < chunks.length; k++) {
      chunks[k] = equation.operands().get(k).type().shape().dim(op.axis()) * inner;
    }
    int[] from = equation.operands().stream().mapToInt(Value::id).toArray();
    boolean[] fromLanes = new boolean[from.length];
    for (int k = 0; k < from.length; k++) {
      fromLanes[k] = equation.operands().get(k).scope() == Scope.PER_LANE;
    }
    int to = equation.result().id();
    boolean toLanes = equation.result().scope() == Scope.PER_LANE;
    return (slots, lanes) -> {
      int width = toLanes ? lanes : 1;
      int target = 0;
      for (int k = 0; k < from.length; k++) {
        for (int row = 0; row < outer; row++) {
          for (int c = 0; c < chunks[k]; c++) {
            int e = row * rowSize + target + c;
            copy(slots[from[k]], row * chunks[k] + c, fromLanes[k], slots[to], e, width);
          }
        }
        target += chunks[k];
      }
    };
  }

  /// `start + sum of index * stride` for each index of `shape` in row-major order.
  static int[] walk(Shape shape, int start, int[] strides) {
    int[] offsets = new int[shape.size()];
    int[] index = new int[shape.rank()];
    int offset = start;
    for (int e = 0; e < offsets.length; e++) {
      offsets[e] = offset;
      for (int axis = index.length - 1; axis >= 0; axis--) {
        offset += strides[axis];
        if (++index[axis] < shape.dim(axis)) {
          break;
        }
        offset -= index[axis] * strides[axis];
        index[axis] = 0;
      }
    }
    return offsets;
  }
}
