package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// Random primitives that move elements.
final class RandomMovement {
  private final RandomPool pool;

  RandomMovement(RandomPool pool) {
    this.pool = pool;
  }

  Tensor of(Tensor x) {
    return switch (pool.random.nextInt(9)) {
      case 0 -> broadcast(x);
      case 1 -> reshape(x);
      case 2 -> transpose(x);
      case 3 -> slice(x);
      case 4 -> pad(x);
      case 5 -> concatenate(x);
      case 6 -> reverse(x);
      default -> x.shape().rank() == 0 || x.shape().size() == 0 ? x : indexed(x);
    };
  }

  static List<Integer> axes(Tensor x) {
    return IntStream.range(0, x.shape().rank()).boxed().toList();
  }

  private Tensor broadcast(Tensor x) {
    if (x.shape().rank() > 1) {
      return pool.tracer.apply1(new Op.BroadcastInDim(x.shape(), axes(x)), x);
    }
    if (x.shape().rank() == 0) {
      return x.broadcast(
          pool.oneOf(Shape.of(3), Shape.of(2, 3), Shape.SCALAR, Shape.of(20), Shape.of(0)));
    }
    Shape shape = pool.oneIn(2) ? Shape.of(2, x.shape().dim(0)) : Shape.of(x.shape().dim(0), 2);
    return pool.tracer.apply1(new Op.BroadcastInDim(shape, List.of(shape.dim(0) == 2 ? 1 : 0)), x);
  }

  private Tensor reshape(Tensor x) {
    Shape flat = Shape.of(x.shape().size());
    Tensor reshaped = pool.tracer.apply1(new Op.Reshape(pool.oneOf(flat, x.shape())), x);
    return pool.oneIn(2) ? reshaped : pool.tracer.apply1(new Op.Reshape(x.shape()), reshaped);
  }

  private Tensor transpose(Tensor x) {
    List<Integer> permutation = new ArrayList<>(axes(x));
    Collections.shuffle(permutation, pool.random);
    return pool.tracer.apply1(new Op.Transpose(permutation), x);
  }

  private Tensor slice(Tensor x) {
    List<Integer> start = new ArrayList<>();
    List<Integer> limit = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    for (int extent : x.shape().dims()) {
      int from = pool.random.nextInt(Math.max(1, extent));
      start.add(from);
      limit.add(pool.oneIn(12) ? from : pool.oneIn(3) ? pool.between(from, extent) : extent);
      stride.add(pool.between(1, 2));
    }
    return pool.tracer.apply1(new Op.Slice(start, limit, stride), x);
  }

  private Tensor pad(Tensor x) {
    List<List<Integer>> amounts = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      amounts.add(
          x.shape().dims().stream().map(extent -> extent < 4 ? pool.between(0, 1) : 0).toList());
    }
    return pool.tracer.apply1(new Op.Pad(amounts.get(0), amounts.get(1), amounts.get(2)), x);
  }

  private Tensor concatenate(Tensor x) {
    if (x.shape().rank() == 0) {
      return x;
    }
    Op op = new Op.Concatenate(pool.random.nextInt(x.shape().rank()));
    return pool.oneIn(3)
        ? pool.tracer.apply1(op, x, pool.like(x), pool.like(x))
        : pool.tracer.apply1(op, x, pool.like(x));
  }

  private Tensor reverse(Tensor x) {
    List<Integer> some = axes(x).stream().filter(axis -> pool.oneIn(2)).toList();
    Tensor reversed = pool.tracer.apply1(new Op.Reverse(some), x);
    return pool.oneIn(3) ? pool.tracer.apply1(new Op.Reverse(some), reversed) : reversed;
  }

  private Tensor indexed(Tensor x) {
    Tensor places = places();
    if (pool.oneIn(2) || !x.dtype().isFloating()) {
      return x.gather(places);
    }
    Tensor updates = x.gather(places);
    return x.scatterAdd(places, pool.like(updates));
  }

  /// Numbers of slices, some of them outside.
  private Tensor places() {
    Tensor whole = pool.whole();
    if (pool.oneIn(2) && whole.shape().size() <= 6) {
      return whole;
    }
    TensorType type = new TensorType(pool.oneOf(DType.I64, DType.I32), Shape.of(3));
    return pool.tracer.constant(Literal.ofIntegers(type, 0, 7, -1));
  }
}
