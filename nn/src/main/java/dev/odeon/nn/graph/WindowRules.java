package dev.odeon.nn.graph;

import static dev.odeon.nn.graph.TypeRules.arity;
import static dev.odeon.nn.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.List;

/// The part of [TypeRules] for primitives that move a window over their operand.
final class WindowRules {
  private WindowRules() {}

  static List<ValueType> convolution(Op.Convolution op, List<ValueType> x) {
    arity(op, x, 2);
    TensorType input = x.get(0).type();
    TensorType kernel = x.get(1).type();
    String operands = "operands of types " + TypeRules.types(x);
    int rank = op.stride().size();
    TypeRules.floating(op, x.get(0));
    require(
        input.dtype() == kernel.dtype()
            && rank >= 1
            && input.shape().rank() == rank + 1
            && kernel.shape().rank() == rank + 2,
        op,
        operands
            + " are not [channels, spatial...] and [out, channels / groups, spatial...] with "
            + rank
            + " spatial axes");
    sameLength(op, rank, List.of(op.low(), op.high(), op.inputDilation(), op.kernelDilation()));
    int channels = input.shape().dim(0);
    int out = kernel.shape().dim(0);
    require(
        op.groups() >= 1
            && out % op.groups() == 0
            && (long) kernel.shape().dim(1) * op.groups() == channels,
        op,
        operands + " do not split into " + op.groups() + " groups of channels");
    List<Integer> dims = new ArrayList<>(List.of(out));
    for (int axis = 0; axis < rank; axis++) {
      long padded =
          spread(op, input.shape().dim(axis + 1), op.inputDilation().get(axis))
              + op.low().get(axis)
              + op.high().get(axis);
      long window = spread(op, kernel.shape().dim(axis + 2), op.kernelDilation().get(axis));
      dims.add(positions(op, axis, padded, window, op.stride().get(axis)));
    }
    return List.of(new ValueType(input.withShape(new Shape(dims)), TypeRules.joinScopes(x)));
  }

  /// The type of the positions of `window`.
  static ValueType positions(Op op, Window window, List<ValueType> x) {
    arity(op, x, 1);
    TypeRules.floating(op, x.getFirst());
    Shape from = x.getFirst().type().shape();
    List<List<Integer>> attributes =
        List.of(window.size(), window.stride(), window.low(), window.high());
    for (List<Integer> attribute : attributes) {
      require(
          attribute.size() == from.rank(),
          op,
          "attribute " + attribute + " does not name each axis of shape [" + from + "]");
    }
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      int size = window.size().get(axis);
      int low = window.low().get(axis);
      int high = window.high().get(axis);
      require(size >= 1, op, "window " + window.size() + " is empty");
      require(
          low >= 0 && low < size && high >= 0 && high < size,
          op,
          "padding " + low + ", " + high + " is negative or as wide as the window of " + size);
      long padded = spread(op, from.dim(axis), 1) + low + high;
      dims.add(positions(op, axis, padded, size, window.stride().get(axis)));
    }
    return new ValueType(x.getFirst().type().withShape(new Shape(dims)), x.getFirst().scope());
  }

  private static void sameLength(Op op, int rank, List<List<Integer>> attributes) {
    for (List<Integer> attribute : attributes) {
      require(
          attribute.size() == rank,
          op,
          "attribute " + attribute + " does not name each of " + rank + " spatial axes");
    }
  }

  /// How far `extent` elements reach with `dilation - 1` between neighbours.
  private static long spread(Op op, int extent, int dilation) {
    require(dilation >= 1, op, "dilation " + dilation + " is not positive");
    require(extent >= 1, op, "an axis has no elements");
    return (extent - 1L) * dilation + 1;
  }

  private static int positions(Op op, int axis, long padded, long window, int stride) {
    require(stride >= 1, op, "stride " + stride + " is not positive");
    require(
        padded >= window,
        op,
        "a window of "
            + window
            + " does not fit into the "
            + padded
            + " elements, padding included, of window axis "
            + axis);
    long positions = (padded - window) / stride + 1;
    require(positions <= Integer.MAX_VALUE, op, "window axis " + axis + " has too many positions");
    return (int) positions;
  }
}
