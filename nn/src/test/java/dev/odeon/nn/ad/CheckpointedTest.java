package dev.odeon.nn.ad;

import static dev.odeon.nn.ad.GraphRun.lane;
import static dev.odeon.nn.ad.GraphRun.shared;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointedTest {
  private static final int LANES = 5;
  private static final int LAYERS = 36;

  private static Graph layer() {
    return Tracer.trace(
        "layer",
        List.of(shared(4, 4), shared(4), lane(4)),
        in -> List.of(in.get(0).dot(in.get(2)).plus(in.get(1)).tanh().times(0.5).plus(in.get(2))));
  }

  /// A residual network with weights of its own in each layer, and its loss.
  private static Graph network(boolean checkpointed) {
    List<ValueType> inputs = new ArrayList<>(List.of(lane(4)));
    for (int i = 0; i < LAYERS; i++) {
      inputs.add(shared(4, 4));
      inputs.add(shared(4));
    }
    Graph layer = layer();
    return Tracer.trace(
        "net",
        inputs,
        in -> {
          Tracer tracer = in.getFirst().tracer();
          Tensor x = in.getFirst();
          for (int i = 0; i < LAYERS; i++) {
            List<Tensor> arguments = List.of(in.get(2 * i + 1), in.get(2 * i + 2), x);
            x =
                (checkpointed
                        ? Checkpointed.call(tracer, layer, arguments)
                        : tracer.call(layer, arguments))
                    .getFirst();
          }
          return List.of(x.pow(2).sum().laneSum());
        });
  }

  private static List<Integer> all(Graph graph) {
    return IntStream.range(0, graph.inputs().size()).boxed().toList();
  }

  private static void assertSameBits(Graph expected, Graph actual, double[][] at) {
    double[][] x = GraphRun.run(expected, LANES, at);
    double[][] y = GraphRun.run(actual, LANES, at);
    for (int i = 0; i < x.length; i++) {
      assertArrayEquals(x[i], y[i], "output " + i);
    }
  }

  @Test
  void gradientsKeepEveryBit() {
    Graph plain = network(false);
    Graph regions = network(true);
    double[][] at = GraphRun.random(plain.inputs(), LANES, -1, 1, new Random(1));
    assertSameBits(plain, regions, at);
    Graph gradient = ReverseMode.valueAndGradient(regions, all(regions));
    assertSameBits(ReverseMode.valueAndGradient(plain, all(plain)), gradient, at);
    assertSameBits(gradient, Pipeline.standard().apply(gradient), at);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 36, 1000})
  void segmentsOfAChainKeepEveryBit(int count) {
    Graph chain =
        Tracer.trace(
            "chain",
            List.of(lane(3)),
            in -> {
              Tensor x = in.getFirst();
              for (int i = 0; i < 60; i++) {
                x = x.sin().times(1.5).plus(0.1 * i);
              }
              return List.of(x.sum().laneSum());
            });
    Graph cut = Checkpointed.segments(chain, count);
    double[][] at = GraphRun.random(chain.inputs(), LANES, -1, 1, new Random(2));
    assertSameBits(chain, cut, at);
    assertSameBits(
        ReverseMode.valueAndGradient(chain, List.of(0)),
        ReverseMode.valueAndGradient(cut, List.of(0)),
        at);
  }

  // A chain of n values holds n without regions, about 2 sqrt(n) with sqrt(n) of them.
  @Test
  void reverseModeHoldsFewerValues() {
    Graph chain =
        Tracer.trace(
            "chain",
            List.of(lane()),
            in -> {
              Tensor x = in.getFirst();
              for (int i = 0; i < 400; i++) {
                x = x.sin();
              }
              return List.of(x.laneSum());
            });
    Graph plain = gradient(chain);
    Graph cut = gradient(Checkpointed.segments(chain, 20));
    assertTrue(mostAlive(plain) >= 400, "held " + mostAlive(plain));
    assertTrue(mostAlive(cut) <= 30, "held " + mostAlive(cut));
  }

  private static Graph gradient(Graph graph) {
    return Pipeline.standard().apply(ReverseMode.valueAndGradient(graph, List.of(0)));
  }

  /// The largest number of values that still have a reader, over all equations.
  private static int mostAlive(Graph graph) {
    Map<Value, Integer> last = new HashMap<>();
    List<Equation> equations = graph.equations();
    for (int i = 0; i < equations.size(); i++) {
      for (Value operand : equations.get(i).operands()) {
        last.put(operand, i);
      }
    }
    int most = 0;
    int alive = 0;
    int[] ends = new int[equations.size()];
    for (int i = 0; i < ends.length; i++) {
      for (Value result : equations.get(i).results()) {
        Integer end = last.get(result);
        if (end != null) {
          alive++;
          ends[end]++;
        }
      }
      most = Math.max(most, alive);
      alive -= ends[i];
    }
    return most;
  }

  @Test
  void secondDerivativesGoThroughRegionsInRegions() {
    Graph inner =
        Tracer.trace("inner", List.of(shared(3)), in -> List.of(in.getFirst().sin().pow(3)));
    Graph outer =
        Tracer.trace(
            "outer",
            List.of(shared(3)),
            in -> {
              Tracer tracer = in.getFirst().tracer();
              Tensor x = Checkpointed.call(tracer, inner, in).getFirst().times(in.getFirst());
              return Checkpointed.call(tracer, inner, List.of(x));
            });
    Graph plain =
        Tracer.trace(
            "f",
            List.of(shared(3)),
            in -> {
              Tensor x = in.getFirst().sin().pow(3).times(in.getFirst());
              return List.of(x.sin().pow(3).sum());
            });
    Graph regions =
        Tracer.trace(
            "f",
            List.of(shared(3)),
            in -> List.of(Checkpointed.call(in.getFirst().tracer(), outer, in).getFirst().sum()));
    double[] at = {0.5, 1.25, -0.75};
    assertArrayEquals(
        GraphRun.only(Derivatives.hessian(plain, 0), at),
        GraphRun.only(Derivatives.hessian(regions, 0), at),
        1e-14);
  }

  // Sub-graphs, loops, truth values and single precision: everything that a graph can have.
  @Test
  void segmentsOfRandomGraphsKeepEveryBit() {
    for (int seed = 0; seed < 60; seed++) {
      Graph graph = RandomGraphs.of(seed, 50);
      Graph cut = Checkpointed.segments(graph, 4);
      assertEquals(
          graph.outputs().stream().map(ValueType::of).toList(),
          cut.outputs().stream().map(ValueType::of).toList());
      assertSameBits(graph, cut, GraphRun.random(graph.inputs(), LANES, -2, 2, new Random(seed)));
    }
  }

  @Test
  void aRegionMayTakeAndGiveTruthValues() {
    Graph region =
        Tracer.trace(
            "pick",
            List.of(lane(2), lane(2)),
            in -> {
              Tensor p = in.get(0).compare(Comparison.LT, in.get(1));
              return List.of(p, p.select(in.get(0).exp(), in.get(1)));
            });
    Graph f =
        Tracer.trace(
            "f",
            List.of(lane(2), lane(2)),
            in -> {
              List<Tensor> y = Checkpointed.call(in.getFirst().tracer(), region, in);
              return List.of(y.get(0).select(y.get(1).pow(2), in.get(1)).sum().laneSum());
            });
    double[][] found =
        GraphRun.run(
            ReverseMode.valueAndGradient(f, List.of(0, 1)),
            1,
            new double[] {1, 3},
            new double[] {2, 2});
    assertArrayEquals(new double[] {2 * Math.exp(2), 0}, found[1], 1e-14);
    assertArrayEquals(new double[] {0, 1}, found[2]);
  }

  @Test
  void noSegmentsAreRefused() {
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Checkpointed.segments(layer(), 0))
            .getMessage()
            .contains("count 0"));
  }
}
