package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Random primitives that hold graphs.
final class RandomSubgraphs {
  private final RandomPool pool;
  private final Function<List<ValueType>, Graph> body;

  /// @param body makes a graph of these inputs, with two outputs like the first
  RandomSubgraphs(RandomPool pool, Function<List<ValueType>, Graph> body) {
    this.pool = pool;
    this.body = body;
  }

  Tensor of(Tensor x) {
    Tensor y = pool.like(x);
    boolean shared = x.scope() == Scope.SHARED && y.scope() == Scope.SHARED && pool.oneIn(2);
    ValueType type = new ValueType(x.type(), shared ? Scope.SHARED : Scope.PER_LANE);
    return switch (pool.random.nextInt(3)) {
      case 0 -> cond(x, y, type);
      case 1 -> loop(x, y, type);
      default -> scan(x, y, type);
    };
  }

  private Tensor cond(Tensor x, Tensor y, ValueType type) {
    Tensor p = pool.truth(pool.tracer.constant(x.dtype(), 0));
    Op op = new Op.Cond(body.apply(List.of(type, type)), body.apply(List.of(type, type)));
    List<Tensor> results = pool.tracer.apply(op, List.of(p, x, y));
    pool.add(results.get(1));
    return results.get(0);
  }

  /// At most three times; some lanes less often.
  private Tensor loop(Tensor x, Tensor y, ValueType type) {
    ValueType number = new ValueType(TensorType.f64(), type.scope());
    List<ValueType> inputs = List.of(type, number, number, type);
    Graph condition =
        Tracer.trace("more", inputs, in -> List.of(in.get(2).compare(Comparison.LT, in.get(1))));
    Graph inner = body.apply(List.of(type, type));
    Graph step =
        Tracer.trace(
            "loop",
            inputs,
            in -> {
              List<Tensor> out = in.get(0).tracer().call(inner, List.of(in.get(0), in.get(3)));
              return List.of(in.get(2).plus(1), out.getFirst());
            });
    Tensor zero = pool.tracer.constant(number.type().dtype(), 0);
    Tensor bound = pool.ofType(number.type());
    Tensor fitting =
        bound.scope() == Scope.PER_LANE && number.scope() == Scope.SHARED ? zero : bound;
    Tensor times = fitting.plus(2).clamp(0, 3);
    return pool.tracer.apply(new Op.While(condition, step, 2), List.of(y, times, zero, x)).get(1);
  }

  private Tensor scan(Tensor x, Tensor y, ValueType type) {
    List<Integer> dims = new ArrayList<>(List.of(2));
    dims.addAll(x.shape().dims());
    List<Integer> axes = IntStream.range(1, x.shape().rank() + 1).boxed().toList();
    Tensor stacked = pool.tracer.apply1(new Op.BroadcastInDim(new Shape(dims), axes), y);
    Graph inner = body.apply(List.of(type, type, type));
    Op op = new Op.Scan(inner, 1, 1, 2, pool.oneOf(ScanOrder.values()));
    List<Tensor> results = pool.tracer.apply(op, List.of(y, x, stacked));
    pool.add(results.get(1));
    return results.get(0);
  }
}
