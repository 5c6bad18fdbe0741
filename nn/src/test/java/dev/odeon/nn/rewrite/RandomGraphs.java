package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Convolution;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Pooling;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/// Seeded random graphs over every primitive, with many chances to simplify.
public final class RandomGraphs {
  private static final double[] SPECIAL = {
    0.0, -0.0, 1, -1, 2, 0.1, 1e300, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY
  };

  private static final List<ValueType> INPUTS =
      List.of(
          new ValueType(TensorType.f64(), Scope.PER_LANE),
          new ValueType(TensorType.f64(3), Scope.PER_LANE),
          new ValueType(TensorType.f64(2, 3), Scope.SHARED),
          new ValueType(new TensorType(DType.F32, Shape.of(3)), Scope.PER_LANE),
          new ValueType(TensorType.f64(), Scope.SHARED));

  private final Random random;
  private final Tracer tracer = new Tracer();
  private final List<Tensor> pool = new ArrayList<>();
  private final int depth;

  private RandomGraphs(Random random, List<ValueType> inputs, int depth) {
    this.random = random;
    this.depth = depth;
    inputs.forEach(input -> pool.add(tracer.input(input)));
  }

  /// A graph of about `size` equations.
  public static Graph of(long seed, int size) {
    RandomGraphs build = new RandomGraphs(new Random(seed), INPUTS, 0);
    build.grow(size);
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      outputs.add(build.any());
    }
    outputs.add(build.pool.getLast());
    return build.tracer.graph("random", outputs);
  }

  private void grow(int size) {
    for (int i = 0; i < size; i++) {
      if (random.nextInt(4) == 0) {
        tracer.within("layer" + random.nextInt(3), this::step);
      } else {
        step();
      }
    }
  }

  private Tensor step() {
    Tensor made = make();
    pool.add(made);
    return made;
  }

  private Tensor make() {
    Tensor x = floating();
    return switch (random.nextInt(25)) {
      case 0 -> tracer.constant(literal(x.type()));
      case 1 -> constant(x.dtype(), x.shape());
      case 2, 3 -> x.unary(pick(UnaryFunction.values()));
      case 4 -> x.negate().negate();
      case 5, 6, 7 -> x.binary(pick(BinaryFunction.values()), like(x));
      case 8 -> x.fma(like(x), like(x));
      case 9 -> x.compare(pick(Comparison.values()), like(x));
      case 10 -> truth(x).logical(pick(LogicalFunction.values()), truth(x));
      case 11 -> truth(x).not();
      case 12 -> truth(x).select(x, like(x));
      case 13 -> tracer.apply1(new Op.Convert(pick(DType.values())), any());
      case 14 -> broadcast(any());
      case 15 -> reshape(any());
      case 16 -> any().transpose();
      case 17 -> slice(any());
      case 18 -> pad(any());
      case 19 -> x.shape().rank() == 0 ? x : tracer.apply1(new Op.Concatenate(0), x, like(x));
      case 20 -> reduce(x);
      case 21 -> dot(x);
      case 22 -> lanes(x);
      case 23 -> indexed(x);
      default -> depth < 2 ? subgraph(x) : x;
    };
  }

  private Tensor indexed(Tensor x) {
    if (x.shape().rank() == 0) {
      return x;
    }
    Tensor last = x.slice(x.shape().dim(0) - 1, x.shape().dim(0));
    Tensor picks =
        tracer.constant(Literal.ofIntegers(new TensorType(DType.I64, Shape.of(3)), 0, 7, -1));
    return switch (random.nextInt(6)) {
      case 5 -> convolve(x);
      case 4 -> solve(x);
      case 0 -> x.gather(picks);
      case 1 -> x.scatterAdd(picks.slice(1, 2), last);
      case 2 -> {
        Tensor reversed = x.reverse(random.nextInt(x.shape().rank()));
        yield random.nextBoolean() ? reversed : reversed.reverse(0);
      }
      default -> x.cumulativeSum(random.nextInt(x.shape().rank()));
    };
  }

  private Tensor convolve(Tensor x) {
    int size = x.shape().size();
    if (size == 0 || size > 8) {
      return x;
    }
    Pooling pool = Pooling.of(1 + random.nextInt(2)).withStride(1 + random.nextInt(2));
    if (random.nextBoolean()) {
      Tensor row = x.reshape(Shape.of(1, size));
      return size < 2 ? x : random.nextBoolean() ? pool.max(row) : pool.sum(row);
    }
    Convolution how = Convolution.of(1).withPadding(random.nextInt(3));
    Tensor kernel = x.sin().reshape(Shape.of(1, 1, size));
    return how.apply(x.reshape(Shape.of(1, size)), kernel);
  }

  private Tensor solve(Tensor x) {
    if (x.shape().size() > 8) {
      return x;
    }
    Tensor flat = x.reshape(Shape.of(x.shape().size()));
    Op outer = new Op.DotGeneral(List.of(), List.of(), List.of(), List.of());
    Tensor square = tracer.apply1(outer, flat, flat.sin());
    return LuFactors.of(square).solve(flat, pick(MatrixForm.values()));
  }

  private Tensor lanes(Tensor x) {
    return switch (random.nextInt(3)) {
      case 0 -> x.laneSum();
      case 1 -> tracer.apply1(new Op.LaneBroadcast(), x);
      default -> x.stopGradient();
    };
  }

  private Tensor subgraph(Tensor x) {
    Tensor y = like(x);
    ValueType type = new ValueType(x.type(), Scope.PER_LANE);
    return switch (random.nextInt(3)) {
      case 0 -> {
        Tensor p = scalarTruth();
        Op op = new Op.Cond(body(List.of(type, type)), body(List.of(type, type)));
        List<Tensor> results = tracer.apply(op, List.of(p, x, y));
        pool.add(results.get(1));
        yield results.get(0);
      }
      case 1 -> {
        ValueType count = new ValueType(TensorType.f64(), Scope.PER_LANE);
        Graph condition =
            Tracer.trace(
                "more",
                List.of(type, count, type),
                in -> List.of(in.get(1).compare(Comparison.LT, 3)));
        Graph inner = body(List.of(type, type));
        Graph loop =
            Tracer.trace(
                "loop",
                List.of(type, count, type),
                in -> {
                  List<Tensor> out = in.get(0).tracer().call(inner, List.of(in.get(0), in.get(2)));
                  return List.of(in.get(1).plus(1), out.getFirst());
                });
        Tensor zero = tracer.constant(DType.F64, 0);
        yield tracer.apply(new Op.While(condition, loop, 1), List.of(y, zero, x)).get(1);
      }
      default -> {
        Graph inner = body(List.of(type, type, type));
        Tensor stacked =
            tracer.apply1(
                new Op.BroadcastInDim(
                    stack(x.shape()), IntStream.range(1, x.shape().rank() + 1).boxed().toList()),
                y);
        Op op = new Op.Scan(inner, 1, 1, 2, pick(ScanOrder.values()));
        List<Tensor> results = tracer.apply(op, List.of(y, x, stacked));
        pool.add(results.get(1));
        yield results.get(0);
      }
    };
  }

  // Takes values of one type, returns two of them.
  private Graph body(List<ValueType> inputs) {
    RandomGraphs build = new RandomGraphs(random, inputs, depth + 1);
    build.grow(6);
    Tensor first = build.ofType(inputs.getFirst().type());
    Tensor second = build.ofType(inputs.getFirst().type());
    return build.tracer.graph("body", List.of(first, second));
  }

  private static Shape stack(Shape shape) {
    List<Integer> dims = new ArrayList<>(List.of(2));
    dims.addAll(shape.dims());
    return new Shape(dims);
  }

  private Tensor reduce(Tensor x) {
    List<Integer> axes =
        IntStream.range(0, x.shape().rank()).filter(a -> random.nextBoolean()).boxed().toList();
    return tracer.apply1(new Op.Reduce(pick(Reduction.values()), axes), x);
  }

  private Tensor dot(Tensor x) {
    Tensor y = like(x);
    List<Integer> axes = axesOf(x);
    return switch (random.nextInt(3)) {
      case 0 -> tracer.apply1(new Op.DotGeneral(axes, axes, List.of(), List.of()), x, y);
      case 1 -> tracer.apply1(new Op.DotGeneral(List.of(), List.of(), axes, axes), x, y);
      default ->
          x.shape().rank() == 2
              ? tracer.apply1(new Op.DotGeneral(List.of(1), List.of(1), List.of(), List.of()), x, y)
              : x;
    };
  }

  private Tensor broadcast(Tensor x) {
    if (x.shape().rank() > 1) {
      return tracer.apply1(new Op.BroadcastInDim(x.shape(), axesOf(x)), x);
    }
    return x.shape().rank() == 0
        ? x.broadcast(pick(new Shape[] {Shape.of(3), Shape.of(2, 3), Shape.SCALAR}))
        : tracer.apply1(new Op.BroadcastInDim(Shape.of(2, x.shape().dim(0)), List.of(1)), x);
  }

  private static List<Integer> axesOf(Tensor x) {
    return IntStream.range(0, x.shape().rank()).boxed().toList();
  }

  private Tensor slice(Tensor x) {
    List<Integer> start = new ArrayList<>();
    List<Integer> limit = new ArrayList<>();
    List<Integer> stride = new ArrayList<>();
    for (int extent : x.shape().dims()) {
      start.add(random.nextInt(Math.max(1, extent)));
      limit.add(extent);
      stride.add(1 + random.nextInt(2));
    }
    return tracer.apply1(new Op.Slice(start, limit, stride), x);
  }

  private Tensor pad(Tensor x) {
    List<Integer> amounts =
        x.shape().dims().stream().map(extent -> extent < 4 ? random.nextInt(2) : 0).toList();
    return tracer.apply1(new Op.Pad(amounts, amounts, amounts), x);
  }

  private Tensor reshape(Tensor x) {
    Shape flat = Shape.of(x.shape().size());
    Tensor reshaped = tracer.apply1(new Op.Reshape(random.nextBoolean() ? flat : x.shape()), x);
    return random.nextBoolean() ? reshaped : tracer.apply1(new Op.Reshape(x.shape()), reshaped);
  }

  private Tensor like(Tensor x) {
    return random.nextInt(4) == 0 ? constant(x.dtype(), x.shape()) : ofType(x.type());
  }

  private Tensor ofType(TensorType type) {
    List<Tensor> fitting = pool.stream().filter(t -> t.type().equals(type)).toList();
    return fitting.isEmpty()
        ? tracer.constant(literal(type))
        : fitting.get(random.nextInt(fitting.size()));
  }

  private Tensor constant(DType dtype, Shape shape) {
    return tracer.constant(dtype, special()).broadcast(shape);
  }

  private Tensor truth(Tensor x) {
    return random.nextInt(4) == 0
        ? tracer.constant(Literal.filled(x.type().withDType(DType.BOOL), random.nextInt(2)))
        : ofType(x.type().withDType(DType.BOOL));
  }

  private Tensor scalarTruth() {
    return truth(tracer.constant(DType.F64, 0));
  }

  private Literal literal(TensorType type) {
    double[] elements = new double[type.size()];
    for (int i = 0; i < elements.length; i++) {
      elements[i] = type.dtype() == DType.BOOL ? random.nextInt(2) : number();
    }
    return Literal.of(type, elements);
  }

  private double number() {
    return random.nextBoolean() ? special() : random.nextGaussian();
  }

  private double special() {
    return SPECIAL[random.nextInt(random.nextBoolean() ? 4 : SPECIAL.length)];
  }

  private Tensor floating() {
    List<Tensor> fitting = pool.stream().filter(t -> t.dtype().isFloating()).toList();
    return fitting.get(random.nextInt(fitting.size()));
  }

  private Tensor any() {
    return pool.get(random.nextInt(pool.size()));
  }

  private <E> E pick(E[] choices) {
    return choices[random.nextInt(choices.length)];
  }
}
