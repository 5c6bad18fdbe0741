package dev.odeon.gpu.ptx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.rewrite.RandomGraphs;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Graphs and the text that they become, as files to read: `NAME.graph` and `NAME.ptx`.
class GoldenTextTest {
  private static String resource(String name) throws IOException {
    try (InputStream in = GoldenTextTest.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no file " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"limited", "bits", "root"})
  void textsAreThoseOfTheFiles(String name) throws IOException {
    Graph graph = GraphParser.parse(resource(name + ".graph"));
    String text = PtxModule.of(LaneKernel.of(name, graph, LaunchBounds.of(128))).text();
    assertEquals(resource(name + ".ptx"), text, "the text of " + name);
  }

  @Test
  void whatIsNoCodeOfALaneIsRefusedInOneSentence() {
    String sum =
        """
        graph @total(%0: f64[] lane) {
          %1: f64[] shared = lane_reduce %0
          return %1
        }
        """;
    assertEquals(
        "graph total: a sum over lanes ends a kernel, so it has no place in the code of one lane",
        refusal(sum));
    String custom =
        """
        graph @turned(%0: f64[3] lane, %1: f64[] lane) {
          %2: f64[3] lane, %3: f64[] lane = custom %0, %1 {function="test.turn"}
          return %2
        }
        """;
    assertEquals(
        "graph turned: custom function 'test.turn' runs on the host alone", refusal(custom));
  }

  private static @Nullable String refusal(String text) {
    Graph graph = GraphParser.parse(text, RandomGraphs.CUSTOMS);
    return assertThrows(IllegalArgumentException.class, () -> LaneBody.of(graph)).getMessage();
  }
}
