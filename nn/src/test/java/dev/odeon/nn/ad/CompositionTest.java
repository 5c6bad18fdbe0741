package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.SparseElimination;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.graph.Window;
import dev.odeon.nn.graph.WindowReduction;
import dev.odeon.nn.precise.PreciseRun;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.SparseLuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.UnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/// Every composition of two primitives: forward mode against central differences in 40 digits;
/// reverse mode against forward mode.
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
    steps.add(smooth("gather", x -> x.gather(places(x, 2, 0, 2, 1))));
    steps.add(smooth("scatter_add", CompositionTest::scattered));
    steps.add(smooth("reverse", x -> x.reverse(0).times(ramp(x))));
    steps.add(smooth("cumulative_sum", x -> x.cumulativeSum(0)));
    for (MatrixForm form : MatrixForm.values()) {
      steps.add(smooth("lu_solve " + form, x -> solved(x, form)));
      steps.add(smooth("sparse_lu_solve " + form, x -> sparselySolved(x, form)));
    }
    steps.add(smooth("convolution", CompositionTest::convolved));
    for (WindowReduction kind : WindowReduction.values()) {
      steps.add(smooth("reduce_window " + kind, x -> windowed(x, kind)));
    }
    steps.add(smooth("custom", x -> x.tracer().apply1(new Op.Custom(cube(count(x))), x)));
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

  private static Tensor places(Tensor x, long... places) {
    TensorType type = new TensorType(DType.I32, Shape.of(places.length));
    return x.tracer().constant(Literal.ofIntegers(type, places));
  }

  /// Three elements, the first again after the last.
  private static Tensor three(Tensor x) {
    return Tensor.concatenate(x, x, x).slice(0, 3);
  }

  /// One place takes two updates.
  private static Tensor scattered(Tensor x) {
    Tensor updates = three(turned(x));
    return x.scatterAdd(places(x, 1, 0, 1), updates.times(updates));
  }

  /// A matrix and a right-hand side that both depend on x; rows change places in the elimination.
  private static Tensor solved(Tensor x, MatrixForm form) {
    Tensor b = three(x);
    Tensor rows = b.reshape(Shape.of(3, 1)).dot(three(turned(x)).reshape(Shape.of(1, 3)));
    double[] exchange = {0.1, 2, 0, 2, 0.2, 0, 0, 0, 2};
    Tensor matrix =
        rows.times(0.3).plus(x.tracer().constant(Literal.of(TensorType.f64(3, 3), exchange)));
    return Tensor.concatenate(LuFactors.of(matrix).solve(b, form), x);
  }

  private static Tensor sparselySolved(Tensor x, MatrixForm form) {
    int[] rows = {0, 0, 1, 1, 2, 2};
    int[] columns = {0, 2, 0, 1, 1, 2};
    Tensor b = three(x);
    Tensor entries = Tensor.concatenate(b.times(0.3), three(turned(x)).times(0.2));
    double[] diagonal = {2, 0, 0, 2, 0, 2};
    Tensor matrix = entries.plus(x.tracer().constant(Literal.of(TensorType.f64(6), diagonal)));
    SparseElimination elimination = SparseElimination.of(3, rows, columns);
    return Tensor.concatenate(SparseLuFactors.of(elimination, matrix).solve(b, form), x);
  }

  /// The kernel depends on x too.
  private static Tensor convolved(Tensor x) {
    Op op =
        new Op.Convolution(
            List.of(2), List.of(2), List.of(1), List.of(1), List.of(1), /* groups= */ 1);
    Tensor kernel = three(x).reshape(Shape.of(1, 1, 3));
    Tensor y = x.tracer().apply1(op, x.reshape(Shape.of(1, count(x))), kernel);
    return Tensor.concatenate(y.reshape(Shape.of(y.shape().dim(1))), x);
  }

  private static Tensor windowed(Tensor x, WindowReduction kind) {
    Window window = new Window(List.of(3), List.of(1), List.of(1), List.of(1));
    // Which element of a window is the largest does not depend on x.
    double[] apart = IntStream.range(0, count(x)).mapToDouble(i -> i % 2 * (5 + i)).toArray();
    Tensor shift = x.tracer().constant(Literal.of(TensorType.f64(count(x)), apart));
    return x.tracer().apply1(new Op.ReduceWindow(kind, window), x.times(x).plus(shift));
  }

  private static UserFunction cube(int size) {
    List<TensorType> type = List.of(TensorType.f64(size));
    return UserFunction.of("cube", type, type, (in, out) -> map(size, out, i -> cube(in[0][i])))
        .withVjp((in, out) -> map(size, out, i -> 3 * in[0][i] * in[0][i] * in[1][i]))
        .withJvp((in, out) -> map(size, out, i -> 3 * in[0][i] * in[0][i] * in[1][i]));
  }

  private static double cube(double x) {
    return x * x * x;
  }

  private static void map(int size, double[][] out, IntToDoubleFunction element) {
    Arrays.setAll(out[0], element);
    assertEquals(size, out[0].length, "elements of a user function's result");
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

  /// A part of all compositions, in which each primitive comes first and second several times.
  @TestFactory
  Stream<DynamicTest> compositions() {
    return compositions(14);
  }

  @TestFactory
  @Tag("nightly")
  Stream<DynamicTest> allCompositions() {
    return compositions(1);
  }

  private static Stream<DynamicTest> compositions(int stride) {
    List<Step> steps = steps();
    return IntStream.range(0, steps.size())
        .mapToObj(
            i ->
                DynamicTest.dynamicTest(
                    steps.get(i).name(),
                    () -> {
                      for (int j = i % stride; j < steps.size(); j += stride) {
                        check(steps.get(i), steps.get(j));
                      }
                    }));
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
      assertEquals(expected[i], tangent[i], 1e-13 * size, name + ", position " + i);
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

  /// Central differences in 40 digits, of which the step leaves 24.
  private static double[] differences(Graph f, double[] x, double[] v) {
    double h = 0x1p-40;
    Dfp[][] up = moved(f, x, v, h);
    Dfp[][] down = moved(f, x, v, -h);
    return IntStream.range(0, up.length * LANES)
        .mapToDouble(
            i -> {
              Dfp rise = up[i / LANES][i % LANES].subtract(down[i / LANES][i % LANES]);
              return rise.divide(PreciseRun.number(2 * h)).toDouble();
            })
        .toArray();
  }

  private static Dfp[][] moved(Graph f, double[] x, double[] v, double h) {
    Dfp[][] moved = new Dfp[SIZE][LANES];
    for (int i = 0; i < x.length; i++) {
      Dfp change = PreciseRun.number(v[i]).multiply(PreciseRun.number(h));
      moved[i / LANES][i % LANES] = PreciseRun.number(x[i]).add(change);
    }
    return PreciseRun.first(f, moved, Map.of("cube", z -> z.multiply(z).multiply(z)));
  }

  private static double[] absolute(double[] x) {
    return DoubleStream.of(x).map(Math::abs).toArray();
  }

  private static double dot(double[] x, double[] y) {
    return IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum();
  }
}
