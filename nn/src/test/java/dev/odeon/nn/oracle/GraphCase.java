package dev.odeon.nn.oracle;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.RandomInputs;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// A graph with numbers to run it on. The arrays are never written to.
public final class GraphCase {
  private final Graph graph;
  private final int lanes;
  private final double[][] inputs;

  public GraphCase(Graph graph, int lanes, double[][] inputs) {
    this.graph = graph;
    this.lanes = lanes;
    this.inputs = inputs;
  }

  /// Random numbers.
  public static GraphCase random(Graph graph, int lanes, long seed) {
    return new GraphCase(
        graph, lanes, RandomInputs.of(graph.inputs(), lanes, new Random(seed + lanes)));
  }

  public Graph graph() {
    return graph;
  }

  public int lanes() {
    return lanes;
  }

  double[][] inputs() {
    return inputs;
  }

  /// What `executable` makes of the inputs.
  double[][] run(Executable executable) {
    double[][] outputs =
        executable.graph().outputs().stream()
            .map(output -> new double[RandomInputs.length(output, lanes)])
            .toArray(double[][]::new);
    executable.run(inputs.clone(), outputs, lanes);
    return outputs;
  }

  /// What the interpreter makes of them, and `values` on the way.
  double[][] interpret(List<Value> values) {
    Graph open = new Graph(graph.name(), graph.inputs(), graph.equations(), values);
    return run(new ReferenceBackend().compile(open));
  }

  /// What shrinking makes smaller: equations above all, then elements, then numbers other than 0
  /// and 1.
  long cost() {
    long elements =
        Stream.concat(
                graph.inputs().stream(),
                graph.equations().stream().flatMap(e -> e.results().stream()))
            .mapToLong(value -> 1 + value.type().size())
            .sum();
    long odd =
        Arrays.stream(inputs).flatMapToDouble(Arrays::stream).filter(x -> x != 0 && x != 1).count();
    return 1_000_000L * equations(graph)
        + 1000 * elements
        + 100L * lanes
        + 10L * graph.outputs().size()
        + Math.min(odd, 9);
  }

  /// The number of equations, those of sub-graphs included.
  public static int equations(Graph graph) {
    return graph.equations().stream()
        .mapToInt(e -> 1 + subgraphs(e.op()).stream().mapToInt(GraphCase::equations).sum())
        .sum();
  }

  static List<Graph> subgraphs(Op op) {
    return switch (op) {
      case Op.Cond cond -> List.of(cond.whenTrue(), cond.whenFalse());
      case Op.While loop -> List.of(loop.condition(), loop.body());
      case Op.Scan scan -> List.of(scan.body());
      default -> List.of();
    };
  }

  /// Lanes, inputs and the text of the graph.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < inputs.length; i++) {
      Value input = graph.inputs().get(i);
      text.append("// %").append(input.id()).append(" = ");
      text.append(Spelling.of(input.type().dtype(), inputs[i])).append('\n');
    }
    return "// lanes: " + lanes + "\n" + text + graph;
  }
}
