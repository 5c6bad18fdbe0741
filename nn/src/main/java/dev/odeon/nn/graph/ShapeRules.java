package dev.odeon.nn.graph;

import static dev.odeon.nn.graph.TypeRules.arity;
import static dev.odeon.nn.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// The part of [TypeRules] that computes shapes: movement of elements, reduction, contraction.
final class ShapeRules {
  private ShapeRules() {}

  static List<ValueType> infer(Op op, List<ValueType> x) {
    if (!(op instanceof Op.DotGeneral) && !(op instanceof Op.Concatenate)) {
      arity(op, x, 1);
    }
    Shape shape =
        switch (op) {
          case Op.BroadcastInDim broadcast -> broadcast(broadcast, x.get(0).type().shape());
          case Op.Reshape reshape -> reshape(reshape, x.get(0).type().shape());
          case Op.Transpose transpose -> transpose(transpose, x.get(0).type().shape());
          case Op.Slice slice -> slice(slice, x.get(0).type().shape());
          case Op.Pad pad -> pad(pad, x.get(0).type().shape());
          case Op.Concatenate concatenate -> concatenate(concatenate, x);
          case Op.Reverse reverse -> reverse(reverse, x.get(0).type().shape());
          case Op.CumulativeSum sum -> cumulativeSum(sum, x.get(0));
          case Op.Reduce reduce -> reduce(reduce, x.get(0).type());
          case Op.DotGeneral dot -> dot(dot, x);
          case Op.Constant _, Op.Elementwise _, Op.Rearrangement _, Op.Combination _, Op.Call _ ->
              throw new IllegalArgumentException(op.name() + " does not change shapes");
        };
    return List.of(new ValueType(x.getFirst().type().withShape(shape), TypeRules.joinScopes(x)));
  }

  private static Shape broadcast(Op.BroadcastInDim op, Shape from) {
    require(
        op.axes().size() == from.rank(),
        op,
        "axes " + op.axes() + " do not name each axis of shape [" + from + "]");
    int previous = -1;
    for (int i = 0; i < from.rank(); i++) {
      int axis = op.axes().get(i);
      require(
          axis > previous && axis < op.shape().rank(),
          op,
          "axes " + op.axes() + " do not ascend within shape [" + op.shape() + "]");
      require(
          from.dim(i) == 1 || from.dim(i) == op.shape().dim(axis),
          op,
          "shape [" + from + "] does not broadcast to [" + op.shape() + "]");
      previous = axis;
    }
    return op.shape();
  }

  private static Shape reshape(Op.Reshape op, Shape from) {
    require(
        from.size() == op.shape().size(),
        op,
        "shape [" + from + "] has not as many elements as [" + op.shape() + "]");
    return op.shape();
  }

  private static Shape transpose(Op.Transpose op, Shape from) {
    boolean permutation =
        op.permutation().size() == from.rank()
            && op.permutation().stream().distinct().count() == from.rank()
            && op.permutation().stream().allMatch(axis -> axis >= 0 && axis < from.rank());
    require(
        permutation,
        op,
        op.permutation() + " is not a permutation of the axes of shape [" + from + "]");
    return new Shape(op.permutation().stream().map(from::dim).toList());
  }

  private static Shape slice(Op.Slice op, Shape from) {
    boolean ranks =
        op.start().size() == from.rank()
            && op.limit().size() == from.rank()
            && op.stride().size() == from.rank();
    require(ranks, op, "bounds do not name each axis of shape [" + from + "]");
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      int start = op.start().get(axis);
      int limit = op.limit().get(axis);
      int stride = op.stride().get(axis);
      require(
          start >= 0 && start <= limit && limit <= from.dim(axis) && stride >= 1,
          op,
          "bounds "
              + start
              + ":"
              + limit
              + ":"
              + stride
              + " do not fit axis "
              + axis
              + " of shape ["
              + from
              + "]");
      dims.add((limit - start + stride - 1) / stride);
    }
    return new Shape(dims);
  }

  private static Shape pad(Op.Pad op, Shape from) {
    boolean ranks =
        op.low().size() == from.rank()
            && op.high().size() == from.rank()
            && op.interior().size() == from.rank();
    require(ranks, op, "padding does not name each axis of shape [" + from + "]");
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < from.rank(); axis++) {
      int low = op.low().get(axis);
      int high = op.high().get(axis);
      int interior = op.interior().get(axis);
      require(
          low >= 0 && high >= 0 && interior >= 0,
          op,
          "padding " + low + ", " + high + ", " + interior + " is negative");
      int extent = from.dim(axis);
      dims.add(low + high + extent + Math.max(0, extent - 1) * interior);
    }
    return new Shape(dims);
  }

  private static Shape concatenate(Op.Concatenate op, List<ValueType> x) {
    require(!x.isEmpty(), op, "takes at least one operand");
    TensorType first = x.getFirst().type();
    int axis = op.axis();
    require(
        axis >= 0 && axis < first.shape().rank(),
        op,
        "axis " + axis + " is none of shape [" + first.shape() + "]");
    int extent = 0;
    for (ValueType operand : x) {
      Shape shape = operand.type().shape();
      boolean fits =
          shape.rank() == first.shape().rank() && operand.type().dtype() == first.dtype();
      for (int i = 0; fits && i < shape.rank(); i++) {
        fits = i == axis || shape.dim(i) == first.shape().dim(i);
      }
      require(
          fits, op, "operands of types " + TypeRules.types(x) + " do not fit along axis " + axis);
      extent += shape.dim(axis);
    }
    List<Integer> dims = new ArrayList<>(first.shape().dims());
    dims.set(axis, extent);
    return new Shape(dims);
  }

  private static Shape reduce(Op.Reduce op, TensorType from) {
    require(from.dtype().isFloating(), op, "operand of type " + from + " is not a number");
    ascend(op, op.axes(), from.shape());
    List<Integer> dims = new ArrayList<>();
    for (int axis = 0; axis < from.shape().rank(); axis++) {
      if (!op.axes().contains(axis)) {
        dims.add(from.shape().dim(axis));
      }
    }
    return new Shape(dims);
  }

  private static void ascend(Op op, List<Integer> axes, Shape shape) {
    int previous = -1;
    for (int axis : axes) {
      require(
          axis > previous && axis < shape.rank(),
          op,
          "axes " + axes + " do not ascend within shape [" + shape + "]");
      previous = axis;
    }
  }

  private static Shape reverse(Op.Reverse op, Shape from) {
    ascend(op, op.axes(), from);
    return from;
  }

  private static Shape cumulativeSum(Op.CumulativeSum op, ValueType x) {
    TypeRules.floating(op, x);
    Shape from = x.type().shape();
    require(
        op.axis() >= 0 && op.axis() < from.rank(),
        op,
        "axis " + op.axis() + " is none of shape [" + from + "]");
    return from;
  }

  private static Shape dot(Op.DotGeneral op, List<ValueType> x) {
    arity(op, x, 2);
    TensorType left = x.get(0).type();
    TensorType right = x.get(1).type();
    String operands = "operands of types " + TypeRules.types(x);
    require(
        left.dtype().isFloating() && left.dtype() == right.dtype(), op, operands + " do not match");
    checkAxes(op, left.shape(), op.leftBatch(), op.leftContracting());
    checkAxes(op, right.shape(), op.rightBatch(), op.rightContracting());
    pairUp(op, left.shape(), op.leftBatch(), right.shape(), op.rightBatch(), operands);
    pairUp(op, left.shape(), op.leftContracting(), right.shape(), op.rightContracting(), operands);
    List<Integer> dims = new ArrayList<>();
    op.leftBatch().forEach(axis -> dims.add(left.shape().dim(axis)));
    for (int axis : freeAxes(left.shape(), op.leftBatch(), op.leftContracting())) {
      dims.add(left.shape().dim(axis));
    }
    for (int axis : freeAxes(right.shape(), op.rightBatch(), op.rightContracting())) {
      dims.add(right.shape().dim(axis));
    }
    return new Shape(dims);
  }

  private static void checkAxes(
      Op op, Shape shape, List<Integer> batch, List<Integer> contracting) {
    BitSet seen = new BitSet();
    for (List<Integer> axes : List.of(batch, contracting)) {
      for (int axis : axes) {
        require(
            axis >= 0 && axis < shape.rank() && !seen.get(axis),
            op,
            "axes " + batch + ", " + contracting + " do not fit shape [" + shape + "]");
        seen.set(axis);
      }
    }
  }

  private static void pairUp(
      Op op,
      Shape left,
      List<Integer> leftAxes,
      Shape right,
      List<Integer> rightAxes,
      String operands) {
    boolean fits = leftAxes.size() == rightAxes.size();
    for (int i = 0; fits && i < leftAxes.size(); i++) {
      fits = left.dim(leftAxes.get(i)) == right.dim(rightAxes.get(i));
    }
    require(fits, op, operands + " do not match along axes " + leftAxes + " and " + rightAxes);
  }

  /// The axes of `shape` that are in neither list, ascending.
  static List<Integer> freeAxes(Shape shape, List<Integer> batch, List<Integer> contracting) {
    List<Integer> free = new ArrayList<>();
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (!batch.contains(axis) && !contracting.contains(axis)) {
        free.add(axis);
      }
    }
    return free;
  }
}
