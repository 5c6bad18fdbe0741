package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every rule of both modes: forward mode against central differences, reverse mode against forward
/// mode.
class DerivativeRulesTest {
  private static final int LANES = 5;

  static ValueType lane(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.PER_LANE);
  }

  static ValueType shared(int... dims) {
    return new ValueType(TensorType.f64(dims), Scope.SHARED);
  }

  record Case(
      String name,
      List<ValueType> inputs,
      double low,
      double high,
      Function<List<Tensor>, List<Tensor>> body) {}

  static Case of(
      String name,
      List<ValueType> inputs,
      double low,
      double high,
      Function<List<Tensor>, Tensor> body) {
    return new Case(name, inputs, low, high, x -> List.of(body.apply(x)));
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (UnaryFunction f : UnaryFunction.values()) {
      double low = f == UnaryFunction.ACOSH ? 1.2 : 0.15;
      double high = f == UnaryFunction.ACOSH ? 3 : 0.85;
      cases.add(of(f.text(), List.of(lane(3)), low, high, x -> x.get(0).unary(f)));
    }
    for (BinaryFunction f : BinaryFunction.values()) {
      cases.add(
          of(f.text(), List.of(lane(3), shared(3)), 0.3, 2, x -> x.get(0).binary(f, x.get(1))));
      cases.add(
          of(
              f.text() + " of itself",
              List.of(shared(3)),
              0.3,
              2,
              x -> x.get(0).binary(f, x.get(0).times(2))));
    }
    cases.add(
        of(
            "fma",
            List.of(lane(3), shared(3), lane()),
            -1,
            1,
            x -> x.get(0).fma(x.get(1), x.get(2))));
    cases.add(
        of(
            "select",
            List.of(lane(4), shared(4)),
            -1,
            1,
            x -> x.get(0).compare(Comparison.LT, x.get(1)).select(x.get(0).sin(), x.get(1).exp())));
    cases.add(of("softplus", List.of(lane(4)), -3, 3, x -> x.get(0).softplus()));
    cases.add(
        of(
            "shared plus lane",
            List.of(shared(2), lane(2)),
            -1,
            1,
            x -> x.get(0).exp().plus(x.get(1))));
    cases.add(
        of(
            "movement",
            List.of(lane(2, 3), shared(3)),
            -1,
            1,
            x -> {
              Tracer t = x.get(0).tracer();
              Tensor wide =
                  t.apply1(new Op.BroadcastInDim(Shape.of(2, 3), List.of(1)), x.get(1))
                      .times(x.get(0));
              Tensor padded =
                  t.apply1(new Op.Pad(List.of(1, 0), List.of(0, 2), List.of(1, 2)), wide);
              Tensor strided =
                  t.apply1(new Op.Slice(List.of(1, 0), List.of(4, 9), List.of(2, 3)), padded);
              Tensor both = t.apply(new Op.Concatenate(1), List.of(strided, wide)).getFirst();
              return both.transpose().times(both.transpose());
            }));
    for (Reduction kind : Reduction.values()) {
      cases.add(
          of(
              "reduce " + kind,
              List.of(lane(3, 4)),
              0.2,
              2,
              x -> x.get(0).tracer().apply1(new Op.Reduce(kind, List.of(1)), x.get(0)).sin()));
    }
    cases.add(
        of(
            "dot_general",
            List.of(lane(2, 3, 4), shared(4, 2, 3, 5)),
            -1,
            1,
            x ->
                x.get(0)
                    .tracer()
                    .apply1(
                        new Op.DotGeneral(List.of(2, 1), List.of(0, 2), List.of(0), List.of(1)),
                        x.get(0),
                        x.get(1))));
    cases.add(of("inner product", List.of(lane(20), lane(20)), -1, 1, x -> x.get(0).dot(x.get(1))));
    cases.add(
        of(
            "perceptron",
            List.of(shared(7, 3), shared(7), lane(3)),
            -1,
            1,
            x -> x.get(0).dot(x.get(2)).plus(x.get(1)).tanh().sum()));
    cases.add(
        of(
            "lane_reduce",
            List.of(lane(3), shared(3)),
            -1,
            1,
            x -> x.get(0).times(x.get(1)).sin().laneSum().exp()));
    cases.add(
        of("lane_reduce of shared", List.of(shared(3)), -1, 1, x -> x.get(0).sin().laneSum()));
    cases.add(
        of(
            "lane_broadcast",
            List.of(shared(3)),
            -1,
            1,
            x -> x.get(0).tracer().apply1(new Op.LaneBroadcast(), x.get(0).sin()).laneSum()));
    cases.add(new Case("cond", List.of(lane(2), shared(2)), -1, 1, DerivativeRulesTest::cond));
    cases.add(
        new Case("shared cond", List.of(shared(2), shared(2)), -1, 1, DerivativeRulesTest::cond));
    cases.add(
        new Case(
            "scan",
            List.of(shared(2), lane(2), shared(4, 2)),
            -1,
            1,
            x -> scan(x, ScanOrder.FORWARD)));
    cases.add(
        new Case(
            "reverse scan",
            List.of(lane(2), lane(2), lane(4, 2)),
            -1,
            1,
            x -> scan(x, ScanOrder.REVERSE)));
    cases.add(
        of(
            "scan that counts",
            List.of(shared(), lane(), lane(4)),
            -1,
            1,
            DerivativeRulesTest::counting));
    cases.add(
        new Case("while", List.of(lane(), lane()), 0.2, 1, x -> loop(x, lane(), lane(), lane())));
    cases.add(
        new Case(
            "while with a shared constant",
            List.of(shared(), lane()),
            0.2,
            1,
            x -> loop(x, shared(), lane(), lane())));
    cases.add(
        new Case(
            "shared while",
            List.of(shared(), shared()),
            0.2,
            1,
            x -> loop(x, shared(), shared(), shared())));
    cases.add(
        new Case(
            "shared while around lanes",
            List.of(shared(), lane(2)),
            0.2,
            1,
            DerivativeRulesTest::around));
    cases.add(of("while in a while", List.of(lane(), lane()), 0.2, 1, DerivativeRulesTest::nested));
    return cases;
  }

  /// Carries a whole number, by which it picks from an array, and a truth value.
  private static Tensor counting(List<Tensor> x) {
    TensorType count = TensorType.scalar(DType.I32);
    Graph body =
        Tracer.trace(
            "counting",
            List.of(
                lane(4),
                shared(),
                new ValueType(count, Scope.SHARED),
                lane(),
                new ValueType(TensorType.scalar(DType.BOOL), Scope.PER_LANE)),
            a -> {
              Tracer t = a.get(0).tracer();
              Tensor next = a.get(2).plus(t.constant(Literal.ofIntegers(count, 1)));
              Tensor picked = a.get(0).gather(a.get(2)).times(a.get(1));
              Tensor moved = a.get(4).select(a.get(3).plus(picked).sin(), a.get(3).times(picked));
              return List.of(next, moved, moved.compare(Comparison.LT, 0.3));
            });
    Tracer t = x.get(0).tracer();
    Tensor first = x.get(1).compare(Comparison.LT, 0);
    Tensor zero = t.constant(Literal.ofIntegers(count, 0));
    Op scan = new Op.Scan(body, 2, 3, 4, ScanOrder.FORWARD);
    return t.apply(scan, List.of(x.get(2), x.get(0), zero, x.get(1), first)).get(1);
  }

  /// Grows x1 from turn to turn until it is beyond 20 x0, about ten turns.
  private static List<Tensor> loop(
      List<Tensor> x, ValueType constant, ValueType carry, ValueType turns) {
    List<ValueType> types = List.of(constant, carry, turns);
    Graph condition =
        Tracer.trace(
            "go", types, a -> List.of(a.get(1).compare(Comparison.LT, a.get(0).times(20))));
    Graph body =
        Tracer.trace(
            "body",
            types,
            a ->
                List.of(
                    a.get(1).times(1.5).plus(a.get(0).times(a.get(1)).sin().times(0.1)),
                    a.get(2).plus(1)));
    Tracer t = x.getFirst().tracer();
    Tensor none = x.get(1).zeros();
    List<Tensor> found =
        t.apply(new Op.While(condition, body, 1), List.of(x.get(0), x.get(1), none));
    return List.of(found.get(0).times(0.05), found.get(1).times(x.get(0)));
  }

  /// Seven turns for all lanes, with a carry that is shared and one that is not.
  private static List<Tensor> around(List<Tensor> x) {
    List<ValueType> types = List.of(shared(), shared(), shared(), lane(2));
    Graph condition = Tracer.trace("go", types, a -> List.of(a.get(1).compare(Comparison.LT, 7)));
    Graph body =
        Tracer.trace(
            "body",
            types,
            a -> {
              Tensor mine = a.get(3).times(a.get(2)).plus(a.get(0)).sin();
              return List.of(a.get(1).plus(1), a.get(2).times(a.get(0)).cos(), mine);
            });
    Tracer t = x.getFirst().tracer();
    List<Tensor> start = List.of(x.get(0), x.get(0).zeros(), x.get(0).times(2), x.get(1));
    return t.apply(new Op.While(condition, body, 1), start).subList(1, 3);
  }

  /// Halves x0 until it is small, and in each turn grows x1 until it is large.
  private static Tensor nested(List<Tensor> x) {
    List<ValueType> types = List.of(lane(), lane());
    Graph isSmall =
        Tracer.trace("low", types, a -> List.of(a.get(1).compare(Comparison.LT, a.get(0))));
    Graph grow =
        Tracer.trace(
            "grow", types, a -> List.of(a.get(1).times(1.9).plus(a.get(0).times(0.3).sin())));
    Graph isLarge = Tracer.trace("high", types, a -> List.of(a.get(0).compare(Comparison.GT, 0.1)));
    Graph turn =
        Tracer.trace(
            "turn",
            types,
            a -> {
              Tensor until = a.get(0).plus(2);
              Tensor grown =
                  a.get(0).tracer().apply1(new Op.While(isSmall, grow, 1), until, a.get(1));
              return List.of(a.get(0).times(0.5), grown.times(a.get(0)).cos().plus(1.5));
            });
    return x.get(0).tracer().apply(new Op.While(isLarge, turn, 0), x).get(1);
  }

  private static List<Tensor> cond(List<Tensor> x) {
    Tensor predicate = x.get(0).get(0).compare(Comparison.LT, x.get(0).get(1));
    List<ValueType> types = x.stream().map(t -> ValueType.of(t.value())).toList();
    Graph yes = Tracer.trace("yes", types, a -> List.of(a.get(0).times(a.get(1)).sin()));
    Graph no = Tracer.trace("no", types, a -> List.of(a.get(1).exp().plus(a.get(0))));
    return x.getFirst()
        .tracer()
        .apply(new Op.Cond(yes, no), List.of(predicate, x.get(0), x.get(1)));
  }

  private static List<Tensor> scan(List<Tensor> x, ScanOrder order) {
    ValueType weight = ValueType.of(x.get(0).value());
    ValueType slice = new ValueType(TensorType.f64(2), x.get(2).scope());
    Graph body =
        Tracer.trace(
            "body",
            List.of(weight, lane(2), slice),
            a -> {
              Tensor next = a.get(1).times(a.get(0)).plus(a.get(2)).tanh();
              return List.of(next, next.times(a.get(1)));
            });
    return x.getFirst().tracer().apply(new Op.Scan(body, 1, 1, 4, order), x);
  }

  @TestFactory
  Stream<DynamicTest> forwardModeAgreesWithCentralDifferences() {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> forward(c)));
  }

  @TestFactory
  Stream<DynamicTest> reverseModeIsTheTransposeOfForwardMode() {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> reverse(c)));
  }

  @TestFactory
  Stream<DynamicTest> secondDerivativesAgreeWithDifferencesOfGradients() {
    return cases().stream().map(c -> DynamicTest.dynamicTest(c.name(), () -> second(c)));
  }

  /// Reverse over reverse over reverse mode, and forward over forward over reverse mode.
  @TestFactory
  Stream<DynamicTest> thirdDerivativesAgreeWithDifferences() {
    return ofThirdOrder(cases()).map(c -> DynamicTest.dynamicTest(c.name(), () -> third(c, 7, 1)));
  }

  @TestFactory
  @Tag("nightly")
  Stream<DynamicTest> thirdDerivativesAgreeInEveryNesting() {
    return ofThirdOrder(cases())
        .map(c -> DynamicTest.dynamicTest(c.name(), () -> third(c, 0, 1, 2, 3, 4, 5, 6, 7)));
  }

  /// Thrice back through a loop makes its turns again very often: one of few turns will do.
  private static Stream<Case> ofThirdOrder(List<Case> cases) {
    Case few =
        new Case(
            "while of two turns",
            List.of(lane(), lane()),
            0.5,
            0.6,
            x -> loop(List.of(x.get(0).times(0.1), x.get(1)), lane(), lane(), lane()));
    return Stream.concat(cases.stream().filter(c -> !c.name().contains("while")), Stream.of(few));
  }

  private static Graph graph(Case c) {
    return Tracer.trace("f", c.inputs(), c.body());
  }

  private static List<Integer> all(int count) {
    return IntStream.range(0, count).boxed().toList();
  }

  static double[][] random(List<Value> values, double low, double high, Random random) {
    double[][] arrays = new double[values.size()][];
    for (int i = 0; i < arrays.length; i++) {
      int copies = values.get(i).scope() == Scope.PER_LANE ? LANES : 1;
      arrays[i] = random.doubles((long) values.get(i).type().size() * copies, low, high).toArray();
    }
    return arrays;
  }

  static double[][] run(Graph graph, double[][]... inputs) {
    double[][] all = Stream.of(inputs).flatMap(Stream::of).toArray(double[][]::new);
    double[][] outputs = random(graph.outputs(), 7, 8, new Random(1));
    Executable executable = new ReferenceBackend().compile(graph);
    executable.run(all, outputs, LANES);
    return outputs;
  }

  private static double[][] moved(double[][] x, double[][] v, double h) {
    double[][] y = new double[x.length][];
    for (int i = 0; i < x.length; i++) {
      y[i] = new double[x[i].length];
      for (int k = 0; k < y[i].length; k++) {
        y[i][k] = x[i][k] + h * v[i][k];
      }
    }
    return y;
  }

  static void forward(Case c) {
    Graph f = graph(c);
    checkJvp(c.name(), f, c.low(), c.high(), 1e-8);
  }

  private static void checkJvp(String name, Graph f, double low, double high, double tolerance) {
    Random random = new Random(3);
    double[][] x = random(f.inputs(), low, high, random);
    double[][] v = random(f.inputs(), -1, 1, random);
    Graph jvp = ForwardMode.jvp(f, all(f.inputs().size()));
    double[][] both = run(jvp, x, v);
    double h = 1e-5;
    double[][] up = run(f, moved(x, v, h));
    double[][] down = run(f, moved(x, v, -h));
    for (int i = 0; i < up.length; i++) {
      for (int k = 0; k < up[i].length; k++) {
        double expected = (up[i][k] - down[i][k]) / (2 * h);
        assertEquals(
            expected,
            both[up.length + i][k],
            tolerance * (1 + Math.abs(expected)),
            name + ": tangent of output " + i + ", position " + k);
      }
    }
  }

  static void reverse(Case c) {
    Graph f = graph(c);
    Random random = new Random(4);
    double[][] x = random(f.inputs(), c.low(), c.high(), random);
    double[][] v = random(f.inputs(), -1, 1, random);
    double[][] w = random(f.outputs(), -1, 1, random);
    int outputs = f.outputs().size();
    double[][] jvp = run(ForwardMode.jvp(f, all(f.inputs().size())), x, v);
    double[][] vjp = run(ReverseMode.vjp(f, all(f.inputs().size())), x, w);
    double forward = 0;
    double backward = 0;
    double size = 0;
    for (int i = 0; i < outputs; i++) {
      for (int k = 0; k < w[i].length; k++) {
        forward += w[i][k] * jvp[outputs + i][k];
        size += Math.abs(w[i][k] * jvp[outputs + i][k]);
      }
    }
    for (int i = 0; i < v.length; i++) {
      for (int k = 0; k < v[i].length; k++) {
        backward += v[i][k] * vjp[outputs + i][k];
      }
    }
    assertEquals(forward, backward, 1e-13 * (1 + size), c.name() + ": w.(Jv) and (J'w).v differ");
  }

  /// D^3 f (u, v, w) of the sum of all outputs, with u, v and w as directions of forward mode, or
  /// multiplied with the gradient of reverse mode; against differences of second derivatives.
  ///
  /// @param nestings which orders are taken in reverse, a bit each
  static void third(Case c, int... nestings) {
    Graph f = total(graph(c));
    int count = f.inputs().size();
    Random random = new Random(5);
    double[][] x = random(f.inputs(), c.low(), c.high(), random);
    double[][][] along = new double[3][][];
    for (int i = 0; i < 3; i++) {
      along[i] = random(f.inputs(), -1, 1, random);
    }
    Graph second = alongInputs(alongInputs(f, count, false), count, false);
    double h = 1e-5;
    double up = run(second, moved(x, along[2], h), along[0], along[1])[0][0];
    double down = run(second, moved(x, along[2], -h), along[0], along[1])[0][0];
    double expected = (up - down) / (2 * h);
    for (int modes : nestings) {
      Graph derivative = f;
      for (int order = 0; order < 3; order++) {
        derivative = alongInputs(derivative, count, (modes >> order & 1) == 1);
      }
      double found = run(derivative, x, along[0], along[1], along[2])[0][0];
      double size = 1 + Math.abs(expected) + Math.abs(up);
      assertEquals(expected, found, 1e-7 * size, c.name() + ", third derivative, modes " + modes);
    }
  }

  private static Graph total(Graph f) {
    return Tracer.trace(
        "total",
        f.inputs().stream().map(ValueType::of).toList(),
        in -> {
          Tracer t = in.getFirst().tracer();
          Tensor sum = t.constant(DType.F64, 0);
          for (Tensor y : t.call(f, in)) {
            Tensor squares = y.times(y.plus(0.3)).sum();
            sum = sum.plus(y.scope() == Scope.PER_LANE ? squares.laneSum() : squares);
          }
          return List.of(sum);
        });
  }

  /// The graph (inputs, directions of the first `count` of them) to the derivative of the only
  /// output in these directions.
  private static Graph alongInputs(Graph f, int count, boolean isReverse) {
    List<ValueType> types = new ArrayList<>(f.inputs().stream().map(ValueType::of).toList());
    types.addAll(types.subList(0, count));
    return Tracer.trace(
        f.name() + "_along",
        types,
        in -> {
          Tracer t = in.getFirst().tracer();
          List<Tensor> given = in.subList(0, f.inputs().size());
          List<Tensor> along = in.subList(f.inputs().size(), in.size());
          if (!isReverse) {
            List<Tensor> operands = new ArrayList<>(given);
            operands.addAll(along);
            return t.call(ForwardMode.jvp(f, all(count)), operands).subList(1, 2);
          }
          List<Tensor> gradient =
              t.call(ReverseMode.valueAndGradient(f, all(count)), given).subList(1, 1 + count);
          Tensor sum = t.constant(DType.F64, 0);
          for (int i = 0; i < count; i++) {
            Tensor product = gradient.get(i).times(along.get(i)).sum();
            sum = sum.plus(product.scope() == Scope.PER_LANE ? product.laneSum() : product);
          }
          return List.of(sum);
        });
  }

  static void second(Case c) {
    Graph f = graph(c);
    Graph vjp = ReverseMode.vjp(f, all(f.inputs().size()));
    checkJvp(c.name() + " vjp", vjp, c.low(), c.high(), 1e-7);
  }

  @TestFactory
  Stream<DynamicTest> singlePrecisionHasSinglePrecisionDerivatives() {
    TensorType f32 = new TensorType(DType.F32, Shape.of(3));
    Graph f =
        Tracer.trace(
            "f",
            List.of(new ValueType(f32, Scope.PER_LANE)),
            a -> List.of(a.getFirst().tanh().sum().laneSum()));
    return Stream.of(
        DynamicTest.dynamicTest(
            "f32",
            () -> {
              double[] x = {0.5f, -1.25f, 3};
              double[][] out = {new double[1], new double[3]};
              new ReferenceBackend()
                  .compile(ReverseMode.valueAndGradient(f, List.of(0)))
                  .run(new double[][] {x}, out, 1);
              for (int i = 0; i < 3; i++) {
                double t = Math.tanh(x[i]);
                assertEquals((float) out[1][i], out[1][i], "gradient must be a float");
                assertEquals(1 - t * t, out[1][i], 1e-6);
              }
            }));
  }
}
