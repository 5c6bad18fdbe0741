package dev.odeon.validation.docs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A graph of the documentation with a run of it in its comments: the number of lanes, inputs, and
/// what it returns.
record GraphExample(CodeBlock block) {
  private static final Pattern LANES = Pattern.compile("(?m)^// lanes: (\\d+)$");
  private static final Pattern INPUT = Pattern.compile("(?m)^// %\\d+ = (\\[.*])$");
  private static final Pattern RETURNS = Pattern.compile("(?m)^// returns (\\[.*])$");
  private static final Pattern ARRAY = Pattern.compile("\\[([^]]*)]");

  Graph graph() {
    return GraphParser.parse(block.text());
  }

  private List<String> all(Pattern pattern) {
    return pattern.matcher(block.text()).results().map(match -> match.group(1)).toList();
  }

  /// Runs the graph and compares every number, to the last bit.
  void run(Function<Graph, Executable> backend) {
    Graph graph = graph();
    assertEquals(graph, GraphParser.parse(graph.toString()), block + ": does not come back");
    assertEquals(1, all(LANES).size(), block + ": says how many lanes");
    int lanes = Integer.parseInt(all(LANES).getFirst());
    List<String> given = all(INPUT);
    assertEquals(graph.inputs().size(), given.size(), block + ": inputs given");
    double[][] inputs = new double[given.size()][];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = numbers(given.get(i), graph.inputs().get(i));
      assertEquals(length(graph.inputs().get(i), lanes), inputs[i].length, block + ": input " + i);
    }
    double[][] outputs =
        graph.outputs().stream().map(y -> new double[length(y, lanes)]).toArray(double[][]::new);
    backend.apply(graph).run(inputs, outputs, lanes);
    compare(graph, outputs);
  }

  private void compare(Graph graph, double[][] outputs) {
    assertEquals(1, all(RETURNS).size(), block + ": says what it returns");
    List<String> expected =
        ARRAY.matcher(all(RETURNS).getFirst()).results().map(MatchResult::group).toList();
    assertEquals(outputs.length, expected.size(), block + ": outputs stated");
    String actual =
        IntStream.range(0, outputs.length)
            .mapToObj(i -> spell(graph.outputs().get(i), outputs[i]))
            .collect(Collectors.joining(", "));
    for (int i = 0; i < outputs.length; i++) {
      double[] stated = numbers(expected.get(i), graph.outputs().get(i));
      assertTrue(stated.length > 0, block + ": output " + i + " is empty");
      boolean whole = graph.outputs().get(i).type().dtype().isInteger();
      assertArrayEquals(
          bits(stated, whole), bits(outputs[i], whole), block + ": returns " + actual);
    }
  }

  private static long[] bits(double[] numbers, boolean whole) {
    return Arrays.stream(numbers)
        .mapToLong(x -> whole ? Double.doubleToRawLongBits(x) : Double.doubleToLongBits(x))
        .toArray();
  }

  private static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private static double[] numbers(String array, Value value) {
    return Arrays.stream(array.substring(1, array.length() - 1).split(", "))
        .mapToDouble(text -> number(text, value))
        .toArray();
  }

  private static double number(String text, Value value) {
    return switch (value.type().dtype()) {
      case F64 -> Double.parseDouble(text);
      case F32 -> Float.parseFloat(text);
      case I32, I64 -> Double.longBitsToDouble(Long.parseLong(text));
      case BOOL -> Boolean.parseBoolean(text) ? 1 : 0;
    };
  }

  private static String spell(Value value, double[] numbers) {
    return Arrays.stream(numbers)
        .mapToObj(
            x ->
                switch (value.type().dtype()) {
                  case F32, F64 -> Double.toString(x);
                  case I32, I64 -> Long.toString(Double.doubleToRawLongBits(x));
                  case BOOL -> Boolean.toString(x != 0);
                })
        .collect(Collectors.joining(", ", "[", "]"));
  }
}
