package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
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
    return cases;
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

  static void second(Case c) {
    Graph f = graph(c);
    Graph vjp = ReverseMode.vjp(f, all(f.inputs().size()));
    checkJvp(c.name() + " vjp", vjp, c.low(), c.high(), 1e-7);
  }

  @TestFactory
  Stream<DynamicTest> whileLoopsGoForward() {
    ValueType scalar = lane();
    Graph condition =
        Tracer.trace(
            "go", List.of(scalar, scalar), a -> List.of(a.get(1).compare(Comparison.LT, a.get(0))));
    Graph body =
        Tracer.trace(
            "body",
            List.of(scalar, scalar),
            a -> List.of(a.get(1).times(1.7).plus(a.get(0).times(0.01))));
    Graph f =
        Tracer.trace(
            "loop",
            List.of(scalar, scalar),
            a ->
                a.getFirst()
                    .tracer()
                    .apply(
                        new Op.While(condition, body, 1), List.of(a.get(0).times(100), a.get(1))));
    return Stream.of(DynamicTest.dynamicTest("while", () -> checkJvp("while", f, 0.2, 1, 1e-6)));
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
