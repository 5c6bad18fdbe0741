package dev.odeon.nn.ad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Properties of derivatives over random graphs of all primitives: the product w.(J v) is the same
/// by both modes, and the Hessian is symmetric.
class RandomDerivativesTest {
  private static final int LANES = 3;
  private static final int GRAPHS = 700;

  @Test
  void dotProductsAgree() {
    int checked = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      for (Graph f : singles(seed)) {
        checked += dotProduct(f, seed) ? 1 : 0;
      }
    }
    assertTrue(checked > 800, "only " + checked + " outputs were finite and moderate");
  }

  @Test
  void hessiansAreSymmetric() {
    int checked = 0;
    for (int seed = 0; seed < GRAPHS; seed++) {
      for (Graph f : singles(seed)) {
        checked += symmetric(f, seed) ? 1 : 0;
      }
    }
    assertTrue(checked > 300, "only " + checked + " outputs were finite and moderate");
  }

  /// One graph for each of three distinct outputs that reverse mode can do, in f64 only: single
  /// precision and custom functions have tests of their own.
  private static List<Graph> singles(int seed) {
    Graph graph = RandomGraphs.of(seed, 30);
    return graph.outputs().stream()
        .distinct()
        .filter(y -> y.type().dtype() == DType.F64)
        .map(
            y ->
                new DeadCode().apply(new Graph("f", graph.inputs(), graph.equations(), List.of(y))))
        .filter(f -> f.equations().stream().allMatch(RandomDerivativesTest::isPlain))
        .filter(f -> !f.equations().isEmpty())
        .limit(3)
        .toList();
  }

  private static boolean isPlain(Equation equation) {
    Stream<Graph> inner =
        switch (equation.op()) {
          case Op.Cond cond -> Stream.of(cond.whenTrue(), cond.whenFalse());
          case Op.Scan scan -> Stream.of(scan.body());
          case Op.While loop -> Stream.of(loop.condition(), loop.body());
          default -> Stream.empty();
        };
    return !(equation.op() instanceof Op.Custom)
        && equation.results().stream().noneMatch(y -> y.type().dtype() == DType.F32)
        && inner.allMatch(
            graph -> graph.equations().stream().allMatch(RandomDerivativesTest::isPlain));
  }

  private static List<Integer> inputs(Graph f) {
    return IntStream.range(0, f.inputs().size())
        .filter(i -> f.inputs().get(i).type().dtype() == DType.F64)
        .boxed()
        .toList();
  }

  private static boolean dotProduct(Graph f, int seed) {
    Random random = new Random(seed);
    List<Integer> wrt = inputs(f);
    List<Value> directions = wrt.stream().map(f.inputs()::get).toList();
    double[][] x = GraphRun.random(f.inputs(), LANES, -2, 2, random);
    double[][] v = GraphRun.random(directions, LANES, -1, 1, random);
    double[][] w = GraphRun.random(f.outputs(), LANES, -1, 1, random);
    double[][] pushed = GraphRun.run(ForwardMode.jvp(f, wrt), LANES, GraphRun.join(x, v));
    Graph vjp = ReverseMode.vjp(f, wrt);
    double[][] pulled = GraphRun.run(vjp, LANES, GraphRun.join(x, w));
    double[][] cotangents = Arrays.copyOfRange(pulled, 1, pulled.length);
    double[][] tangent = {pushed[1]};
    if (!moderate(vjp, x, w) || !moderate(ForwardMode.jvp(f, wrt), x, v)) {
      return false;
    }
    double size = 1 + dot(absolute(w), absolute(tangent)) + dot(absolute(v), absolute(cotangents));
    assertEquals(
        dot(w, tangent), dot(v, cotangents), 1e-12 * size, () -> "seed " + seed + " of\n" + f);
    return dot(absolute(w), absolute(tangent)) > 0;
  }

  private static boolean symmetric(Graph f, int seed) {
    Graph scalar =
        Tracer.trace(
            "scalar",
            f.inputs().stream().map(ValueType::of).toList(),
            in -> {
              Tensor y = in.getFirst().tracer().call(f, in).getFirst().sum();
              return List.of(y.laneSum());
            });
    Random random = new Random(seed);
    List<Integer> wrt = inputs(f);
    List<Value> directions = wrt.stream().map(f.inputs()::get).toList();
    double[][] x = GraphRun.random(f.inputs(), LANES, -2, 2, random);
    double[][] u = GraphRun.random(directions, LANES, -1, 1, random);
    double[][] v = GraphRun.random(directions, LANES, -1, 1, random);
    Graph hvp = Pipeline.standard().apply(Derivatives.hvp(scalar, wrt));
    if (!moderate(hvp, x, v) || !moderate(hvp, x, u)) {
      return false;
    }
    double[][] hu = GraphRun.run(hvp, LANES, GraphRun.join(x, u));
    double[][] hv = GraphRun.run(hvp, LANES, GraphRun.join(x, v));
    double size = 1 + dot(absolute(u), absolute(hv)) + dot(absolute(v), absolute(hu));
    assertEquals(dot(u, hv), dot(v, hu), 1e-11 * size, () -> "seed " + seed + " of\n" + f);
    return dot(absolute(u), absolute(hv)) > 0;
  }

  /// Whether every number on the way is finite and none is so large that others vanish beside it.
  private static boolean moderate(Graph graph, double[][] x, double[][] more) {
    List<Value> all =
        graph.equations().stream()
            .flatMap(equation -> equation.results().stream())
            .filter(y -> y.type().dtype().isFloating())
            .toList();
    Graph open = new Graph(graph.name(), graph.inputs(), graph.equations(), all);
    double[][] values = GraphRun.run(open, LANES, GraphRun.join(x, more));
    return Arrays.stream(values)
        .flatMapToDouble(Arrays::stream)
        .allMatch(value -> Math.abs(value) < 1e3);
  }

  private static double[][] absolute(double[][] x) {
    return Arrays.stream(x)
        .map(row -> DoubleStream.of(row).map(Math::abs).toArray())
        .toArray(double[][]::new);
  }

  private static double dot(double[][] x, double[][] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      for (int k = 0; k < x[i].length; k++) {
        sum += x[i][k] * y[i][k];
      }
    }
    return sum;
  }
}
