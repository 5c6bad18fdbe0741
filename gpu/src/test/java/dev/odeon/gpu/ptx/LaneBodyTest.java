package dev.odeon.gpu.ptx;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.emulator.EmulatedGraph;
import dev.odeon.gpu.emulator.SameBits;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.DeadCode;
import dev.odeon.nn.rewrite.RandomGraphs;
import dev.odeon.nn.rewrite.RandomInputs;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Random graphs over every primitive, as PTX text run by the emulator, have the interpreter's
/// bits.
class LaneBodyTest {
  private static final int LANES = 5;

  @Test
  void randomGraphsHaveTheInterpretersBits() {
    compare(0, 60);
  }

  @Test
  @Tag("nightly")
  void aThousandRandomGraphsHaveTheInterpretersBits() {
    compare(0, 1000);
  }

  private static void compare(int from, int to) {
    int outputs = 0;
    for (int seed = from; seed < to; seed++) {
      Graph graph = emittable(RandomGraphs.of(seed, 4 + seed * 7 % 57));
      outputs += graph.outputs().size();
      double[][] inputs = RandomInputs.of(graph.inputs(), LANES, new Random(seed));
      SameBits.check("seed " + seed, new EmulatedGraph(graph), inputs, LANES);
    }
    assertTrue(outputs > 8 * (to - from), "only " + outputs + " outputs are code for one lane");
  }

  /// The outputs that need no sum over lanes and no user code.
  static Graph emittable(Graph graph) {
    List<Value> outputs =
        graph.outputs().stream()
            .filter(output -> LaneBody.refusal(only(graph, List.of(output))) == null)
            .toList();
    return only(graph, outputs);
  }

  private static Graph only(Graph graph, List<Value> outputs) {
    return new DeadCode()
        .apply(new Graph(graph.name(), graph.inputs(), graph.equations(), outputs));
  }
}
