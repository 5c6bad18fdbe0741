package dev.odeon.nn.rewrite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.GraphRun;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Work on shared values moves into the prologue; results keep their bits.
class PrologueTest {
  private static final int LANES = 3;

  @Test
  void sharedWorkRunsOnce() {
    Graph graph =
        Tracer.trace(
            "step",
            List.of(GraphRun.lane(2), GraphRun.shared(2, 2), GraphRun.shared()),
            in -> {
              LuFactors factors = LuFactors.of(in.get(1).exp());
              Tensor scale = in.get(2).softplus().broadcast(in.get(0).shape());
              return List.of(factors.solve(in.get(0)).times(scale), in.get(2).sin());
            });
    Prologue parts = Prologue.of(graph);
    assertEquals(
        4, parts.shared().outputs().size(), () -> "factors, pivots, scale, sine:\n" + parts);
    assertTrue(
        parts.body().equations().stream()
            .allMatch(
                e ->
                    e.results().stream().allMatch(y -> y.scope() == Scope.PER_LANE)
                        || e.op() instanceof Op.BroadcastInDim),
        () -> "shared work but a repetition is left in the body:\n" + parts.body());
    check(graph, 1);
  }

  @Test
  void withoutSharedWorkTheBodyIsTheGraph() {
    Graph graph =
        Tracer.trace(
            "plain",
            List.of(GraphRun.lane(2), GraphRun.shared(2)),
            in -> List.of(in.get(0).times(in.get(1)).times(3)));
    Prologue parts = Prologue.of(graph);
    assertTrue(parts.isEmpty());
    assertSame(graph, parts.body());
  }

  @Test
  void sumsOverLanesStayInTheBody() {
    Graph graph =
        Tracer.trace(
            "counted",
            List.of(GraphRun.lane(2), GraphRun.shared(2)),
            in -> List.of(in.get(0).plus(in.get(1).laneSum())));
    assertTrue(Prologue.of(graph).isEmpty(), "a sum of a shared value depends on the lanes");
    check(graph, 2);
  }

  @Test
  void randomGraphsKeepTheirBits() {
    int split = 0;
    for (int seed = 0; seed < 50; seed++) {
      split += check(RandomGraphs.of(seed, 50), seed) ? 1 : 0;
    }
    assertTrue(split > 20, "only " + split + " graphs had shared work");
  }

  /// Whether there was a prologue.
  private static boolean check(Graph graph, long seed) {
    double[][] in = GraphRun.random(graph.inputs(), LANES, -2, 2, new Random(seed));
    double[][] expected = GraphRun.run(graph, LANES, in);
    Prologue parts = Prologue.of(graph);
    for (boolean compiled : new boolean[] {false, true}) {
      double[][] found = parts.arrays();
      compile(parts.shared(), compiled).run(parts.sharedInputs(in), found, 1);
      double[][] actual = arrays(expected);
      compile(parts.body(), compiled).run(parts.bodyInputs(in, found), actual, LANES);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(
            expected[i], actual[i], "seed " + seed + ", output " + i + " of " + parts);
      }
    }
    return !parts.isEmpty();
  }

  private static double[][] arrays(double[][] like) {
    return Arrays.stream(like).map(x -> new double[x.length]).toArray(double[][]::new);
  }

  private static Executable compile(Graph graph, boolean compiled) {
    return compiled ? new CpuBackend().compileNow(graph) : new ReferenceBackend().compile(graph);
  }
}
