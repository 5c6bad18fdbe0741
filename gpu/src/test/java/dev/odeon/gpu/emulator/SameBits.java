package dev.odeon.gpu.emulator;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;

/// Whether an executable computes what the interpreter does, bit for bit; all NaNs count as one.
public final class SameBits {
  private SameBits() {}

  /// Runs both on `inputs` and compares all outputs.
  ///
  /// @param what is tried, for messages
  public static void check(String what, Executable candidate, double[][] inputs, int lanes) {
    Graph graph = candidate.graph();
    double[][] expected = arrays(graph, lanes);
    double[][] actual = arrays(graph, lanes);
    new ReferenceBackend().compile(graph).run(inputs, expected, lanes);
    candidate.run(inputs, actual, lanes);
    for (int i = 0; i < expected.length; i++) {
      for (int k = 0; k < expected[i].length; k++) {
        Value output = graph.outputs().get(i);
        if (bits(output, expected[i][k]) != bits(output, actual[i][k])) {
          assertEquals(
              text(output, expected[i][k]),
              text(output, actual[i][k]),
              what + ": number " + k + " of output " + i + " of\n" + graph);
        }
      }
    }
  }

  private static long bits(Value value, double x) {
    return value.type().dtype().isInteger()
        ? Double.doubleToRawLongBits(x)
        : Double.doubleToLongBits(x);
  }

  private static String text(Value value, double x) {
    return value.type().dtype().isInteger()
        ? Long.toString(Double.doubleToRawLongBits(x))
        : x + " = " + Double.toHexString(x);
  }

  /// Arrays for the outputs of `graph`.
  public static double[][] arrays(Graph graph, int lanes) {
    return graph.outputs().stream()
        .map(
            output ->
                new double[output.type().size() * (output.scope() == Scope.PER_LANE ? lanes : 1)])
        .toArray(double[][]::new);
  }
}
