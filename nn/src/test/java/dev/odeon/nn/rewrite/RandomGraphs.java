package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// Seeded random graphs over every primitive and type, with many chances to simplify. The shapes
/// are small, but some are too large to be unrolled.
public final class RandomGraphs {
  private static final UserFunction TURN =
      UserFunction.of(
              "test.turn",
              List.of(TensorType.f64(3), TensorType.f64()),
              List.of(TensorType.f64(3), TensorType.f64()),
              RandomGraphs::turn)
          .withVjp(RandomGraphs::turnBack)
          .withJvp(RandomGraphs::turnAlong);

  /// The functions of which random graphs are customers.
  public static final Map<String, CustomFunction> CUSTOMS =
      Map.of(TURN.name(), TURN, TURN.vjp().name(), TURN.vjp(), TURN.jvp().name(), TURN.jvp());

  private static final List<ValueType> INPUTS =
      List.of(
          lane(TensorType.f64()),
          lane(TensorType.f64(3)),
          shared(TensorType.f64(2, 3)),
          lane(new TensorType(DType.F32, Shape.of(3))),
          shared(TensorType.f64()));

  private static final List<ValueType> MORE_INPUTS =
      List.of(
          lane(TensorType.f64(20)),
          shared(TensorType.f64(4, 5)),
          lane(TensorType.f64(2, 2, 3)),
          lane(new TensorType(DType.F32, Shape.of(24))),
          shared(TensorType.scalar(DType.F32)),
          lane(new TensorType(DType.I32, Shape.of(3))),
          shared(new TensorType(DType.I32, Shape.of(2, 3))),
          lane(TensorType.scalar(DType.I64)),
          lane(new TensorType(DType.I64, Shape.of(20))),
          lane(new TensorType(DType.BOOL, Shape.of(3))),
          shared(TensorType.scalar(DType.BOOL)));

  private final RandomPool pool;
  private final RandomMovement movement;
  private final RandomContractions contractions;
  private final RandomSubgraphs subgraphs;
  private final int depth;

  private RandomGraphs(Random random, List<ValueType> inputs, int depth) {
    this.depth = depth;
    pool = new RandomPool(random);
    movement = new RandomMovement(pool);
    contractions = new RandomContractions(pool);
    subgraphs = new RandomSubgraphs(pool, this::body);
    inputs.forEach(input -> pool.add(pool.tracer.input(input)));
  }

  private static ValueType lane(TensorType type) {
    return new ValueType(type, Scope.PER_LANE);
  }

  private static ValueType shared(TensorType type) {
    return new ValueType(type, Scope.SHARED);
  }

  /// A graph of about `size` equations.
  public static Graph of(long seed, int size) {
    Random random = new Random(seed);
    List<ValueType> more = new ArrayList<>(MORE_INPUTS);
    Collections.shuffle(more, random);
    List<ValueType> inputs = new ArrayList<>(INPUTS);
    inputs.addAll(more.subList(0, 3));
    RandomGraphs build = new RandomGraphs(random, inputs, 0);
    build.grow(size);
    List<Tensor> outputs = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      outputs.add(build.pool.any());
    }
    outputs.add(build.pool.last());
    return build.pool.tracer.graph("random", outputs);
  }

  private void grow(int size) {
    for (int i = 0; i < size; i++) {
      if (pool.oneIn(4)) {
        pool.tracer.within("layer" + pool.random.nextInt(3), this::step);
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
    return switch (pool.random.nextInt(12)) {
      case 0 -> pool.tracer.constant(pool.literal(pool.any().type()));
      case 1, 2, 3, 4 -> elementwise(pool.floating());
      case 5 -> truths();
      case 6 -> wholes(pool.whole());
      case 7 -> pool.tracer.apply1(new Op.Convert(pool.oneOf(DType.values())), pool.any());
      case 8 -> movement.of(pool.oneIn(4) ? pool.whole() : pool.any());
      case 9 -> contractions.of(pool.floating());
      case 10 -> lanes(pool.floating());
      default -> depth < 2 ? subgraphs.of(pool.floating()) : elementwise(pool.floating());
    };
  }

  private Tensor elementwise(Tensor x) {
    return switch (pool.random.nextInt(8)) {
      case 0 -> pool.repeated(x.type());
      case 1, 2 -> x.unary(pool.oneOf(UnaryFunction.values()));
      case 3 -> x.negate().negate();
      case 4, 5 -> x.binary(pool.oneOf(BinaryFunction.values()), pool.like(x));
      case 6 -> x.fma(pool.like(x), pool.like(x));
      default -> pool.truth(x).select(x, pool.like(x));
    };
  }

  private Tensor truths() {
    Tensor x = pool.oneIn(3) ? pool.whole() : pool.floating();
    return switch (pool.random.nextInt(5)) {
      case 0 -> pool.truth(x).logical(pool.oneOf(LogicalFunction.values()), pool.truth(x));
      case 1 -> pool.truth(x).not();
      case 2 -> pool.truth(x).select(pool.truth(x), pool.truth(x));
      default -> x.compare(pool.oneOf(Comparison.values()), pool.like(x));
    };
  }

  private Tensor wholes(Tensor x) {
    BinaryFunction function = pool.oneOf(BinaryFunction.values());
    return switch (pool.random.nextInt(6)) {
      case 0 -> x.logical(pool.oneOf(LogicalFunction.values()), pool.like(x));
      case 1 -> x.not();
      case 2 -> pool.tracer.apply1(new Op.ShiftBits(pool.oneOf(Shift.values())), x, pool.like(x));
      case 3 -> pool.truth(x).select(x, pool.like(x));
      case 4 -> bits(pool.oneIn(2) ? x : pool.floating());
      default -> function.takesIntegers() ? x.binary(function, pool.like(x)) : x;
    };
  }

  private Tensor bits(Tensor x) {
    DType to =
        switch (x.dtype()) {
          case F32 -> DType.I32;
          case F64, BOOL -> DType.I64;
          case I32 -> DType.F32;
          case I64 -> DType.F64;
        };
    return pool.tracer.apply1(new Op.BitcastConvert(to), x);
  }

  private Tensor lanes(Tensor x) {
    return switch (pool.random.nextInt(5)) {
      case 0, 1 -> x.laneSum();
      case 2 -> pool.tracer.apply1(new Op.LaneBroadcast(), pool.any());
      case 3 -> custom();
      default -> x.stopGradient();
    };
  }

  private Tensor custom() {
    List<Tensor> arguments = List.of(pool.ofType(TensorType.f64(3)), pool.ofType(TensorType.f64()));
    List<Tensor> results = pool.tracer.apply(new Op.Custom(TURN), arguments);
    pool.add(results.get(1));
    return results.get(0);
  }

  /// A function of values of these types to two values of the first of them.
  private Graph body(List<ValueType> inputs) {
    RandomGraphs build = new RandomGraphs(pool.random, inputs, depth + 1);
    build.grow(6);
    ValueType type = inputs.getFirst();
    return build.pool.tracer.graph("body", List.of(build.result(type), build.result(type)));
  }

  private Tensor result(ValueType type) {
    Tensor found = pool.ofType(type.type());
    boolean fits = type.scope().join(found.scope()) == type.scope();
    return fits ? found : found.laneSum();
  }

  private static void turn(double[][] in, double[][] out) {
    for (int i = 0; i < 3; i++) {
      out[0][i] = in[0][2 - i] * in[1][0];
    }
    out[1][0] = in[0][0] + in[0][1];
  }

  private static void turnBack(double[][] in, double[][] out) {
    for (int i = 0; i < 3; i++) {
      out[0][2 - i] = in[2][i] * in[1][0];
    }
    out[0][0] += in[3][0];
    out[0][1] += in[3][0];
    out[1][0] = in[2][0] * in[0][2] + in[2][1] * in[0][1] + in[2][2] * in[0][0];
  }

  private static void turnAlong(double[][] in, double[][] out) {
    for (int i = 0; i < 3; i++) {
      out[0][i] = in[2][2 - i] * in[1][0] + in[0][2 - i] * in[3][0];
    }
    out[1][0] = in[2][0] + in[2][1];
  }
}
