package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every composition of two primitives: forward mode against central differences extrapolated three
/// times (Richardson), whose error is of the sixth order in the step; reverse mode against forward
/// mode.
class CompositionTest {
  private static final int SIZE = 6;
  private static final int LANES = 2;

  /// @param low where it is smooth, for elements
  private record Step(String name, double low, double high, UnaryOperator<Tensor> body) {}

  private static List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (UnaryFunction f : UnaryFunction.values()) {
      boolean above = f == UnaryFunction.ACOSH;
      // Rounding jumps at one half.
      double low = f == UnaryFunction.ROUND_NEAREST_EVEN ? 0.55 : 0.25;
      steps.add(new Step(f.text(), above ? 1.5 : low, above ? 3 : 0.75, x -> x.unary(f)));
    }
    for (BinaryFunction f : BinaryFunction.values()) {
      steps.add(smooth(f.text() + " of x and a constant", x -> x.binary(f, ramp(x))));
      steps.add(smooth(f.text() + " of a constant and x", x -> ramp(x).binary(f, x)));
      steps.add(smooth(f.text() + " of x and x", x -> x.binary(f, turned(x).times(0.2))));
    }
    for (Reduction kind : Reduction.values()) {
      steps.add(
          smooth(
              "reduce " + kind, x -> x.tracer().apply1(new Op.Reduce(kind, List.of(0)), table(x))));
    }
    steps.add(smooth("fma", x -> x.fma(turned(x), ramp(x))));
    steps.add(
        smooth("select", x -> ramp(x).compare(Comparison.LT, 1.1).select(x.times(x), turned(x))));
    steps.add(smooth("broadcast", x -> spread(x).reshape(Shape.of(2 * count(x)))));
    steps.add(smooth("transpose", x -> table(x).transpose().reshape(Shape.of(count(x) / 2 * 2))));
    steps.add(
        smooth(
            "slice",
            x -> x.tracer().apply1(new Op.Slice(List.of(1), List.of(count(x)), List.of(2)), x)));
    steps.add(
        smooth("pad", x -> x.tracer().apply1(new Op.Pad(List.of(1), List.of(0), List.of(1)), x)));
    steps.add(smooth("concatenate", x -> Tensor.concatenate(x, turned(x))));
    steps.add(
        smooth("dot with itself", x -> table(x).dot(table(x).transpose()).reshape(Shape.of(4))));
    steps.add(smooth("dot with a constant", x -> spread(x).dot(ramp(x))));
    steps.add(smooth("inner product", x -> Tensor.concatenate(x.dot(turned(x)), x)));
    steps.add(smooth("lane_reduce", x -> x.laneSum().plus(x)));
    steps.add(smooth("lane_broadcast", x -> x.tracer().apply1(new Op.LaneBroadcast(), x.times(2))));
    steps.add(smooth("cond", CompositionTest::cond));
    steps.add(smooth("scan", CompositionTest::scan));
    steps.add(
        smooth(
            "checkpointed",
            x -> {
              Graph square =
                  Tracer.trace("r", List.of(lane(count(x))), in -> List.of(in.get(0).pow(2)));
              return Checkpointed.call(x.tracer(), square, List.of(x)).getFirst();
            }));
    return steps;
  }

  private static Step smooth(String name, UnaryOperator<Tensor> body) {
    return new Step(name, 0.25, 0.75, body);
  }

  private static int count(Tensor x) {
    return x.shape().dim(0);
  }

  private static Tensor ramp(Tensor x) {
    double[] ramp = IntStream.range(0, count(x)).mapToDouble(i -> 0.9 + 0.13 * i).toArray();
    return x.tracer().constant(Literal.of(TensorType.f64(count(x)), ramp));
  }

  private static Tensor turned(Tensor x) {
    return count(x) < 2 ? x : Tensor.concatenate(x.slice(1, count(x)), x.slice(0, 1));
  }

  private static Tensor table(Tensor x) {
    int half = count(x) / 2;
    return x.slice(0, 2 * half).reshape(Shape.of(2, half));
  }

  private static Tensor spread(Tensor x) {
    return x.tracer().apply1(new Op.BroadcastInDim(Shape.of(2, count(x)), List.of(1)), x);
  }

  private static Tensor cond(Tensor x) {
    Graph yes = Tracer.trace("y", List.of(lane(count(x))), in -> List.of(in.get(0).sin()));
    Graph no = Tracer.trace("n", List.of(lane(count(x))), in -> List.of(in.get(0).exp()));
    return x.tracer().apply1(new Op.Cond(yes, no), x.get(0).compare(Comparison.LT, 0.43), x);
  }

  private static Tensor scan(Tensor x) {
    Graph body =
        Tracer.trace(
            "b",
            List.of(lane(), lane()),
            in -> List.of(in.get(0).times(in.get(1)).plus(1), in.get(0).times(in.get(0))));
    Op op = new Op.Scan(body, 0, 1, count(x), ScanOrder.FORWARD);
    return x.tracer().apply(op, List.of(x.get(0), x)).get(1);
  }

  @TestFactory
  Stream<DynamicTest> compositions() {
    List<Step> steps = steps();
    return steps.stream()
        .map(
            first ->
                DynamicTest.dynamicTest(
                    first.name(), () -> steps.forEach(second -> check(first, second))));
  }

  private static void check(Step first, Step second) {
    Random random = new Random(17);
    double[] x = between(first.low(), first.high(), random);
    double[] v = random.doubles((long) SIZE * LANES, -1, 1).toArray();
    Graph inner = graph(first.body());
    double[] between = GraphRun.run(inner, LANES, x)[0];
    double low = Arrays.stream(between).min().orElseThrow();
    double high = Arrays.stream(between).max().orElseThrow();
    double scale = high > low ? (second.high() - second.low()) / (high - low) : 1;
    double from = second.low() - low * scale;
    Graph f = graph(a -> second.body().apply(first.body().apply(a).times(scale).plus(from)));
    String name = second.name() + " after " + first.name();
    double[] tangent = GraphRun.run(ForwardMode.jvp(f, List.of(0)), LANES, x, v)[1];
    double[] expected = differences(f, x, v);
    double[] value = GraphRun.run(f, LANES, x)[0];
    for (int i = 0; i < tangent.length; i++) {
      double size = 1 + Math.abs(expected[i]) + Math.abs(value[i]);
      assertEquals(expected[i], tangent[i], 1e-9 * size, name + ", position " + i);
    }
    double[] w = random.doubles(tangent.length, -1, 1).toArray();
    double[] cotangent = GraphRun.run(ReverseMode.vjp(f, List.of(0)), LANES, x, w)[1];
    double forward = dot(w, tangent);
    assertTrue(Double.isFinite(forward), name + ": w.(Jv) is " + forward);
    double size = 1 + dot(absolute(w), absolute(tangent)) + dot(absolute(v), absolute(cotangent));
    assertEquals(forward, dot(v, cotangent), 1e-13 * size, name + ": w.(Jv) and (J'w).v differ");
  }

  /// Distinct values well apart, so that maxima and sorting of branches do not change nearby.
  private static double[] between(double low, double high, Random random) {
    double[] x = new double[SIZE * LANES];
    for (int i = 0; i < x.length; i++) {
      double share = (i * 5 % x.length + 0.3 + 0.2 * random.nextDouble()) / x.length;
      x[i] = low + (high - low) * share;
    }
    return x;
  }

  private static Graph graph(UnaryOperator<Tensor> body) {
    return Tracer.trace("f", List.of(lane(SIZE)), in -> List.of(body.apply(in.get(0))));
  }

  private static double[] differences(Graph f, double[] x, double[] v) {
    double h = 2e-3;
    Executable executable = new ReferenceBackend().compile(f);
    double[] a = central(executable, x, v, h);
    double[] b = central(executable, x, v, h / 2);
    double[] c = central(executable, x, v, h / 4);
    return IntStream.range(0, a.length)
        .mapToDouble(
            i -> {
              double ab = b[i] + (b[i] - a[i]) / 3;
              double bc = c[i] + (c[i] - b[i]) / 3;
              return bc + (bc - ab) / 15;
            })
        .toArray();
  }

  private static double[] central(Executable f, double[] x, double[] v, double h) {
    double[] up = new double[GraphRun.length(f.graph().outputs().getFirst(), LANES)];
    double[] down = new double[up.length];
    f.run(new double[][] {moved(x, v, h)}, new double[][] {up}, LANES);
    f.run(new double[][] {moved(x, v, -h)}, new double[][] {down}, LANES);
    return IntStream.range(0, up.length).mapToDouble(i -> (up[i] - down[i]) / (2 * h)).toArray();
  }

  private static double[] moved(double[] x, double[] v, double h) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] + h * v[i]).toArray();
  }

  private static double[] absolute(double[] x) {
    return DoubleStream.of(x).map(Math::abs).toArray();
  }

  private static double dot(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }
}
