package dev.odeon.nn.rewrite;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every pass keeps every bit of every output (all NaNs count as one).
class RewriteBitsTest {
  private static final int LANES = 3;

  static List<Rewrite> passes() {
    return List.of(
        new CommonSubexpressions(),
        new ConstantFolding(),
        new DeadCode(),
        new Algebra(),
        new ExpandFunctions(),
        new Renumbering(),
        Pipeline.standard());
  }

  @ParameterizedTest
  @MethodSource("passes")
  void outputsKeepTheirBits(Rewrite pass) {
    keepsBits(pass, 40);
  }

  @ParameterizedTest
  @MethodSource("passes")
  @Tag("nightly")
  void outputsOfManyGraphsKeepTheirBits(Rewrite pass) {
    keepsBits(pass, 1000);
  }

  private static void keepsBits(Rewrite pass, int graphs) {
    int smaller = 0;
    for (int seed = 0; seed < graphs; seed++) {
      Graph graph = RandomGraphs.of(seed, 60);
      Graph rewritten = pass.apply(graph);
      assertEquals(
          graph.inputs().stream().map(ValueType::of).toList(),
          rewritten.inputs().stream().map(ValueType::of).toList());
      assertEquals(
          graph.outputs().stream().map(ValueType::of).toList(),
          rewritten.outputs().stream().map(ValueType::of).toList());
      double[][] before = run(graph, seed);
      double[][] after = run(rewritten, seed);
      for (int i = 0; i < before.length; i++) {
        String what =
            "seed " + seed + ", output " + i + " of\n" + graph + "\nrewritten as\n" + rewritten;
        Assertions.assertArrayEquals(before[i], after[i], what);
      }
      assertSame(rewritten, pass.apply(rewritten), "a second time finds something: seed " + seed);
      smaller += rewritten.equals(graph) ? 0 : 1;
    }
    assertTrue(
        pass instanceof Renumbering || smaller > graphs / 4, "changed only " + smaller + " graphs");
  }

  @Test
  void theTimeIsAboutLinear() {
    Tracer tracer = new Tracer();
    Tensor x = tracer.input(new ValueType(TensorType.f64(), Scope.PER_LANE));
    for (int i = 0; i < 4000; i++) {
      x = x.times(tracer.constant(DType.F64, i % 7)).plus(x.negate().negate()).minus(0);
    }
    Graph graph = tracer.graph("chain", List.of(x));
    assertTrue(graph.equations().size() >= 20_000, "chain of " + graph.equations().size());
    Graph small =
        Assertions.assertTimeout(Duration.ofSeconds(5), () -> Pipeline.standard().apply(graph));
    assertTrue(small.equations().size() < 9_000, "left " + small.equations().size());
  }

  private static double[][] run(Graph graph, long seed) {
    double[][] inputs = RandomInputs.of(graph.inputs(), LANES, new Random(seed));
    double[][] outputs =
        graph.outputs().stream()
            .map(o -> new double[RandomInputs.length(o, LANES)])
            .toArray(double[][]::new);
    new ReferenceBackend().compile(graph).run(inputs, outputs, LANES);
    return outputs;
  }
}
