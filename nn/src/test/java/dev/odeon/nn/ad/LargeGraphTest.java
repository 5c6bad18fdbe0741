package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/// Graphs of many equations: nothing grows faster than the graph.
class LargeGraphTest {
  private static final int LARGE = 20_000;

  /// A recurrence through a window of values, all of which one shared weight enters: long chains
  /// and a value with many readers.
  private static Graph graph(int equations) {
    return Tracer.trace(
        "large",
        List.of(shared(), lane()),
        in -> {
          List<Tensor> x = new ArrayList<>(List.of(in.get(1)));
          Tensor sum = in.get(1);
          // Four equations a turn, and five at the ends.
          for (int i = 0; 4 * i < equations - 1; i++) {
            Tensor old = x.get(Math.max(0, x.size() - 1 - i % 7));
            Tensor next = x.getLast().times(in.get(0)).plus(old).sin();
            x.add(next);
            sum = sum.plus(next);
          }
          return List.of(sum.laneSum());
        });
  }

  @Test
  void twentyThousandEquationsTakeSeconds() {
    Graph large = assertTimeout(Duration.ofSeconds(5), () -> graph(LARGE));
    assertTrue(large.equations().size() >= LARGE, "made " + large.equations().size());
    double[][] at = {{0.5}, {0.1, -0.2, 0.3}};
    double value = within(() -> GraphRun.run(large, 3, at)[0][0]);
    Graph gradient = within(() -> ReverseMode.valueAndGradient(large, List.of(0, 1)));
    Graph small = within(() -> Pipeline.standard().apply(gradient));
    double[][] found = within(() -> GraphRun.run(small, 3, at));
    assertEquals(value, found[0][0]);
    Graph jvp = within(() -> Pipeline.standard().apply(ForwardMode.jvp(large, List.of(0))));
    double[][] pushed = within(() -> GraphRun.run(jvp, 3, at[0], at[1], new double[] {1}));
    assertEquals(found[1][0], pushed[1][0], 1e-9 * Math.abs(found[1][0]));
    Graph hvp = within(() -> Derivatives.hvp(large, List.of(0, 1)));
    double[][] products =
        within(() -> GraphRun.run(hvp, 3, at[0], at[1], new double[] {1}, new double[3]));
    assertEquals(1, products[0].length);
    Graph regions = within(() -> Checkpointed.segments(large, 140));
    assertEquals(value, within(() -> GraphRun.run(regions, 3, at))[0][0]);
  }

  private static <T> T within(Supplier<T> work) {
    return assertTimeout(Duration.ofSeconds(15), work::get);
  }

  // Exact, unlike time: per equation of the graph, every derivative has as many equations as it has
  // in a small graph.
  @Test
  void derivativesGrowLinearly() {
    for (int size : new int[] {2_500, 20_000}) {
      Graph graph = graph(size);
      double equations = graph.equations().size();
      Graph gradient = ReverseMode.valueAndGradient(graph, List.of(0, 1));
      assertTrue(
          gradient.equations().size() < 3.6 * equations,
          "gradient " + gradient.equations().size() / equations);
      Graph jvp = ForwardMode.jvp(graph, List.of(0, 1));
      assertTrue(
          jvp.equations().size() < 3.6 * equations, "jvp " + jvp.equations().size() / equations);
      long operands =
          gradient.equations().stream().map(Equation::operands).mapToLong(List::size).sum();
      assertTrue(operands < 6 * equations, "operands " + operands / equations);
    }
  }

  // Generous: single measurements on a busy machine; quadratic work would give 2.
  @Test
  void timeGrowsLinearly() {
    double exponent = Double.POSITIVE_INFINITY;
    double small = Double.POSITIVE_INFINITY;
    double large = Double.POSITIVE_INFINITY;
    for (int turn = 0; turn < 12 && exponent > 1.15; turn++) {
      small = Math.min(small, seconds(2_500));
      large = Math.min(large, seconds(20_000));
      exponent = Math.log(large / small) / Math.log(8);
    }
    assertTrue(exponent <= 1.15, "time grows with exponent " + exponent);
  }

  private static double seconds(int size) {
    long start = System.nanoTime();
    Graph graph = graph(size);
    Graph gradient = Pipeline.standard().apply(ReverseMode.valueAndGradient(graph, List.of(0, 1)));
    ForwardMode.jvp(graph, List.of(0, 1));
    double[][] at = GraphRun.random(graph.inputs(), 8, -1, 1, new Random(1));
    GraphRun.run(gradient, 8, at);
    return 1e-9 * (System.nanoTime() - start);
  }
}
