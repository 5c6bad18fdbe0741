package dev.odeon.nn.trace;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Runs a function of tensors: shared and in lanes, as traced and simplified, all with equal bits;
/// its graph must come back from text.
public final class Evaluation {
  private static final int LANES = 3;

  private Evaluation() {}

  /// The value of `body` for arguments of the given types.
  public static double[] of(
      List<TensorType> types, Function<List<Tensor>, Tensor> body, double[]... arguments) {
    double[] alone = run(types, Scope.SHARED, body, arguments);
    double[][] copies = new double[arguments.length][];
    for (int i = 0; i < copies.length; i++) {
      double[] one = arguments[i];
      copies[i] = IntStream.range(0, one.length * LANES).mapToDouble(k -> one[k / LANES]).toArray();
    }
    double[] lanes = run(types, Scope.PER_LANE, body, copies);
    for (int i = 0; i < lanes.length; i++) {
      assertEquals(alone[i / LANES], lanes[i], "lane " + i % LANES + " of element " + i / LANES);
    }
    return alone;
  }

  private static double[] run(
      List<TensorType> types,
      Scope scope,
      Function<List<Tensor>, Tensor> body,
      double[][] arguments) {
    Graph graph =
        Tracer.trace(
            "f",
            types.stream().map(type -> new ValueType(type, scope)).toList(),
            in -> {
              Tensor result = body.apply(in);
              return List.of(
                  scope == result.scope()
                      ? result
                      : result.tracer().apply1(new Op.LaneBroadcast(), result));
            });
    assertEquals(graph, GraphParser.parse(graph.toString()), "text must come back");
    double[] plain = run(graph, arguments);
    assertArrayEquals(
        plain, run(Pipeline.standard().apply(graph), arguments), "simplified differs:\n" + graph);
    return plain;
  }

  private static double[] run(Graph graph, double[][] arguments) {
    int lanes = graph.outputs().getFirst().scope() == Scope.PER_LANE ? LANES : 1;
    double[][] out = {new double[graph.outputs().getFirst().type().size() * lanes]};
    new ReferenceBackend().compile(graph).run(arguments, out, lanes);
    return out[0];
  }
}
