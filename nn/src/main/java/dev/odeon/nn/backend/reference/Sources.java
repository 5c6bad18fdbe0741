package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.Arrays;
import java.util.List;

/// Where the elements of a moved tensor come from: for each element of the result its index in the
/// operand, or [#ZERO].
public final class Sources {
  /// Stands for no element: zero.
  public static final int ZERO = -1;

  private Sources() {}

  /// The table.
  public static int[] identity(Equation equation) {
    int[] source = new int[equation.result().type().size()];
    Arrays.setAll(source, e -> e);
    return source;
  }

  /// The table.
  public static int[] broadcast(Equation equation, Op.BroadcastInDim op) {
    Shape from = equation.operands().getFirst().type().shape();
    int[] fromStrides = from.strides();
    int[] strides = new int[op.shape().rank()];
    for (int i = 0; i < from.rank(); i++) {
      strides[op.axes().get(i)] = from.dim(i) == 1 ? 0 : fromStrides[i];
    }
    return walk(op.shape(), 0, strides);
  }

  /// The table.
  public static int[] transpose(Equation equation, Op.Transpose op) {
    int[] fromStrides = equation.operands().getFirst().type().shape().strides();
    int[] strides = op.permutation().stream().mapToInt(axis -> fromStrides[axis]).toArray();
    return walk(equation.result().type().shape(), 0, strides);
  }

  /// The table.
  public static int[] slice(Equation equation, Op.Slice op) {
    int[] fromStrides = equation.operands().getFirst().type().shape().strides();
    int[] strides = new int[fromStrides.length];
    int start = 0;
    for (int axis = 0; axis < strides.length; axis++) {
      start += op.start().get(axis) * fromStrides[axis];
      strides[axis] = op.stride().get(axis) * fromStrides[axis];
    }
    return walk(equation.result().type().shape(), start, strides);
  }

  /// The table.
  public static int[] reverse(Equation equation, Op.Reverse op) {
    Shape shape = equation.result().type().shape();
    int[] strides = shape.strides();
    int start = 0;
    for (int axis : op.axes()) {
      start += (shape.dim(axis) - 1) * strides[axis];
      strides[axis] = -strides[axis];
    }
    return walk(shape, start, strides);
  }

  /// The table.
  public static int[] pad(Equation equation, Op.Pad op) {
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

  /// Offsets of all indices along `axes` of a tensor of shape `shape`, row-major.
  public static int[] offsets(Shape shape, List<Integer> axes) {
    int[] strides = shape.strides();
    return walk(
        new Shape(axes.stream().map(shape::dim).toList()),
        0,
        axes.stream().mapToInt(axis -> strides[axis]).toArray());
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
