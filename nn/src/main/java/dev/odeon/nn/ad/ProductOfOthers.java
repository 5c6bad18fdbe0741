package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// For each factor of a product over axes the product of the others, its derivative: without a
/// division, so that zeros among the factors do no harm. It is the product of all before times the
/// product of all after, each by doubling steps.
final class ProductOfOthers {
  private ProductOfOthers() {}

  static Tensor of(Tensor x, List<Integer> axes) {
    Shape shape = x.shape();
    List<Integer> order = new ArrayList<>();
    int factors = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axes.contains(axis)) {
        factors *= shape.dim(axis);
      } else {
        order.add(axis);
      }
    }
    if (shape.size() == 0) {
      return x;
    }
    order.addAll(axes);
    Tensor moved = x.tracer().apply1(new Op.Transpose(order), x);
    Tensor rows = moved.reshape(Shape.of(shape.size() / factors, factors));
    Tensor others = before(rows).times(before(rows.reverse(1)).reverse(1));
    List<Integer> back = new ArrayList<>(Collections.nCopies(order.size(), 0));
    for (int axis = 0; axis < back.size(); axis++) {
      back.set(order.get(axis), axis);
    }
    return x.tracer().apply1(new Op.Transpose(back), others.reshape(moved.shape()));
  }

  /// For each element the product of those before it in its row.
  private static Tensor before(Tensor rows) {
    int factors = rows.shape().dim(1);
    Tensor product = shifted(rows, 1);
    for (int distance = 1; distance < factors - 1; distance *= 2) {
      product = product.times(shifted(product, distance));
    }
    return product;
  }

  /// The rows moved to the right, ones coming in.
  private static Tensor shifted(Tensor rows, int distance) {
    int count = rows.shape().dim(0);
    int left = rows.shape().dim(1) - distance;
    Tensor ones =
        rows.tracer().constant(Literal.filled(rows.type().withShape(Shape.of(count, distance)), 1));
    Op cut = new Op.Slice(List.of(0, 0), List.of(count, left), List.of(1, 1));
    return rows.tracer()
        .apply(new Op.Concatenate(1), List.of(ones, rows.tracer().apply1(cut, rows)))
        .getFirst();
  }
}
