package dev.odeon.nn.ad.sparse;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.Arrays;
import java.util.List;

/// Which element of an operand each element of a result is, for the primitives that move elements.
final class ElementMaps {
  private ElementMaps() {}

  static int[] broadcast(Op.BroadcastInDim op, Shape from) {
    int[] step = new int[op.shape().rank()];
    for (int axis = 0; axis < from.rank(); axis++) {
      if (from.dim(axis) != 1) {
        step[op.axes().get(axis)] = from.strides()[axis];
      }
    }
    return affine(op.shape(), 0, step);
  }

  static int[] transpose(Op.Transpose op, Shape from, Shape to) {
    int[] strides = from.strides();
    return affine(to, 0, op.permutation().stream().mapToInt(axis -> strides[axis]).toArray());
  }

  static int[] slice(Op.Slice op, Shape from, Shape to) {
    int[] strides = from.strides();
    int[] step = new int[strides.length];
    int first = 0;
    for (int axis = 0; axis < step.length; axis++) {
      first += op.start().get(axis) * strides[axis];
      step[axis] = op.stride().get(axis) * strides[axis];
    }
    return affine(to, first, step);
  }

  /// Negative for an element that is no element of the operand.
  static int[] pad(Op.Pad op, Shape from, Shape to) {
    int[] strides = to.strides();
    int[] step = new int[strides.length];
    int first = 0;
    for (int axis = 0; axis < step.length; axis++) {
      first += op.low().get(axis) * strides[axis];
      step[axis] = (op.interior().get(axis) + 1) * strides[axis];
    }
    int[] places = affine(from, first, step);
    int[] source = new int[to.size()];
    Arrays.fill(source, -1);
    for (int i = 0; i < places.length; i++) {
      source[places[i]] = i;
    }
    return source;
  }

  /// For each element of `from` the element of the result that it is folded into.
  static int[] fold(List<Integer> folded, Shape from, Shape to) {
    int[] step = new int[from.rank()];
    int kept = 0;
    for (int axis = 0; axis < from.rank(); axis++) {
      step[axis] = folded.contains(axis) ? 0 : to.strides()[kept++];
    }
    return affine(from, 0, step);
  }

  /// For each element of `over`, `first` plus the sum of index times `step` over the axes.
  static int[] affine(Shape over, int first, int[] step) {
    int[] places = new int[over.size()];
    int[] index = new int[over.rank()];
    int at = first;
    for (int i = 0; i < places.length; i++) {
      places[i] = at;
      int axis = over.rank() - 1;
      while (axis >= 0 && index[axis] == over.dim(axis) - 1) {
        at -= index[axis] * step[axis];
        index[axis--] = 0;
      }
      if (axis >= 0) {
        index[axis]++;
        at += step[axis];
      }
    }
    return places;
  }
}
