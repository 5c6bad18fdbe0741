package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Equations become inputs that hold their results: the first so many, then each alone. An equation
/// may also give way to one of its operands, and the last ones may be left out.
final class FewerEquations {
  private FewerEquations() {}

  static Stream<GraphCase> of(GraphCase at) {
    int count = at.graph().equations().size();
    Stream<GraphCase> prefixes =
        IntStream.iterate(count - 1, k -> k > 0, k -> k - Math.max(1, k / 4))
            .mapToObj(k -> cut(at, i -> i < k));
    Stream<GraphCase> ends = IntStream.range(0, count).mapToObj(i -> endAt(at, i));
    Stream<GraphCase> single = IntStream.range(0, count).mapToObj(k -> cut(at, i -> i == k));
    Stream<GraphCase> bypassed = IntStream.range(0, count).boxed().flatMap(i -> bypass(at, i));
    return Stream.of(prefixes, ends, single, bypassed).flatMap(s -> s);
  }

  private static GraphCase cut(GraphCase at, IntPredicate isCut) {
    Graph graph = at.graph();
    List<Value> inputs = new ArrayList<>(graph.inputs());
    List<Equation> kept = new ArrayList<>();
    List<Value> made = new ArrayList<>();
    for (int i = 0; i < graph.equations().size(); i++) {
      if (isCut.test(i)) {
        made.addAll(graph.equations().get(i).results());
      } else {
        kept.add(graph.equations().get(i));
      }
    }
    inputs.addAll(made);
    double[][] numbers =
        Stream.concat(Stream.of(at.inputs()), Stream.of(at.interpret(made)))
            .toArray(double[][]::new);
    return new GraphCase(
        new Graph(graph.name(), inputs, kept, graph.outputs()), at.lanes(), numbers);
  }

  /// The results of equation `last` as the outputs.
  private static GraphCase endAt(GraphCase at, int last) {
    Graph graph = at.graph();
    List<Equation> kept = graph.equations().subList(0, last + 1);
    return new GraphCase(
        new Graph(graph.name(), graph.inputs(), kept, kept.getLast().results()),
        at.lanes(),
        at.inputs());
  }

  private static Stream<GraphCase> bypass(GraphCase at, int index) {
    Graph graph = at.graph();
    Equation equation = graph.equations().get(index);
    if (equation.results().size() != 1) {
      return Stream.empty();
    }
    return equation.operands().stream()
        .filter(x -> Substitution.fits(x, equation.result()))
        .map(
            x ->
                new GraphCase(
                    Substitution.of(graph, equation.result(), x), at.lanes(), at.inputs()));
  }
}
