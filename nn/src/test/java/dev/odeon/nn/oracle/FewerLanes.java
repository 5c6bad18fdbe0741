package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Runs of neighbouring lanes: halves, quarters, ..., and all but one.
final class FewerLanes {
  private FewerLanes() {}

  static Stream<GraphCase> of(GraphCase at) {
    Stream<GraphCase> parts =
        IntStream.iterate(at.lanes() / 2, n -> n > 0, n -> n / 2)
            .boxed()
            .flatMap(
                n ->
                    IntStream.iterate(0, from -> from + n <= at.lanes(), from -> from + n)
                        .limit(16)
                        .mapToObj(from -> keep(at, from, n)));
    Stream<GraphCase> shorter =
        at.lanes() == 1
            ? Stream.empty()
            : Stream.of(keep(at, 0, at.lanes() - 1), keep(at, 1, at.lanes() - 1));
    return Stream.concat(parts, shorter);
  }

  private static GraphCase keep(GraphCase at, int from, int count) {
    double[][] inputs = at.inputs().clone();
    for (int i = 0; i < inputs.length; i++) {
      Value input = at.graph().inputs().get(i);
      if (input.scope() == Scope.PER_LANE) {
        inputs[i] = keep(at.inputs()[i], input.type().size(), at.lanes(), from, count);
      }
    }
    return new GraphCase(at.graph(), count, inputs);
  }

  private static double[] keep(double[] rows, int elements, int lanes, int from, int count) {
    double[] kept = new double[elements * count];
    for (int i = 0; i < elements; i++) {
      System.arraycopy(rows, i * lanes + from, kept, i * count, count);
    }
    return kept;
  }
}
