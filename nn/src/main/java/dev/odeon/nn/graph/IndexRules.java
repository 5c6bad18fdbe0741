package dev.odeon.nn.graph;

import static dev.odeon.nn.graph.TypeRules.arity;
import static dev.odeon.nn.graph.TypeRules.require;

import java.util.ArrayList;
import java.util.List;

/// The part of [TypeRules] for primitives that take slices by index.
final class IndexRules {
  private IndexRules() {}

  static List<ValueType> gather(Op op, List<ValueType> x) {
    arity(op, x, 2);
    TensorType slices = slices(op, x.get(0).type(), x.get(1).type());
    return List.of(new ValueType(slices, TypeRules.joinScopes(x)));
  }

  static List<ValueType> scatterAdd(Op op, List<ValueType> x) {
    arity(op, x, 3);
    TypeRules.floating(op, x.get(0));
    TensorType slices = slices(op, x.get(0).type(), x.get(1).type());
    require(
        x.get(2).type().equals(slices),
        op,
        "updates of type "
            + x.get(2).type()
            + " are not the slices of type "
            + slices
            + " that the index names");
    return List.of(new ValueType(x.get(0).type(), TypeRules.joinScopes(x)));
  }

  /// The type of the slices of `from` that `index` names.
  private static TensorType slices(Op op, TensorType from, TensorType index) {
    require(
        index.dtype().isInteger(), op, "index of type " + index + " is not made of whole numbers");
    require(from.shape().rank() > 0, op, "operand of type " + from + " has no axis to index");
    require(
        from.shape().dim(0) > 0 || index.size() == 0,
        op,
        "operand of type " + from + " has no slices");
    List<Integer> dims = new ArrayList<>(index.shape().dims());
    dims.addAll(from.shape().dims().subList(1, from.shape().rank()));
    return from.withShape(new Shape(dims));
  }
}
