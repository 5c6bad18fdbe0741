package dev.odeon.nn.oracle;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.DeadCode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Sub-graphs lose equations: a result gives way to an earlier value of its type, or to zeros.
final class SimplerSubgraphs {
  private SimplerSubgraphs() {}

  static Stream<GraphCase> of(GraphCase at) {
    return simpler(at.graph()).map(graph -> new GraphCase(graph, at.lanes(), at.inputs()));
  }

  /// The same graph with a simpler graph inside one of its equations.
  private static Stream<Graph> simpler(Graph graph) {
    return IntStream.range(0, graph.equations().size())
        .boxed()
        .flatMap(i -> ops(graph.equations().get(i).op()).map(op -> with(graph, i, op)));
  }

  private static Graph with(Graph graph, int index, Op op) {
    List<Equation> equations = new ArrayList<>(graph.equations());
    Equation old = equations.get(index);
    equations.set(index, new Equation(op, old.operands(), old.results(), old.origin()));
    return new Graph(graph.name(), graph.inputs(), equations, graph.outputs());
  }

  private static Stream<Op> ops(Op op) {
    return switch (op) {
      case Op.Cond cond ->
          Stream.concat(
              inner(cond.whenTrue()).map(graph -> new Op.Cond(graph, cond.whenFalse())),
              inner(cond.whenFalse()).map(graph -> new Op.Cond(cond.whenTrue(), graph)));
      case Op.While loop ->
          inner(loop.body()).map(graph -> new Op.While(loop.condition(), graph, loop.consts()));
      case Op.Scan scan ->
          inner(scan.body())
              .map(
                  graph ->
                      new Op.Scan(
                          graph, scan.consts(), scan.carries(), scan.length(), scan.order()));
      default -> Stream.empty();
    };
  }

  private static Stream<Graph> inner(Graph graph) {
    return Stream.concat(
            simpler(graph),
            graph.equations().stream()
                .flatMap(e -> e.results().stream())
                .flatMap(
                    result ->
                        Stream.concat(Stream.of(zeroed(graph, result)), earlier(graph, result))))
        .map(new DeadCode()::apply)
        .filter(simple -> GraphCase.equations(simple) < GraphCase.equations(graph));
  }

  private static Stream<Graph> earlier(Graph graph, Value result) {
    return Stream.concat(
            graph.inputs().stream(),
            graph.equations().stream()
                .flatMap(e -> e.results().stream())
                .takeWhile(value -> !value.equals(result)))
        .filter(value -> Substitution.fits(value, result))
        .limit(3)
        .map(value -> Substitution.of(graph, result, value));
  }

  private static Graph zeroed(Graph graph, Value result) {
    int next = graph.valueCount();
    Value zero = new Value(next, result.type(), Scope.SHARED);
    List<Equation> equations = new ArrayList<>();
    equations.add(
        new Equation(
            new Op.Constant(Literal.filled(result.type(), 0)),
            List.of(),
            List.of(zero),
            Origin.UNKNOWN));
    Value by = zero;
    if (result.scope() == Scope.PER_LANE) {
      by = new Value(next + 1, result.type(), Scope.PER_LANE);
      equations.add(
          new Equation(new Op.LaneBroadcast(), List.of(zero), List.of(by), Origin.UNKNOWN));
    }
    equations.addAll(graph.equations());
    Graph with = new Graph(graph.name(), graph.inputs(), equations, graph.outputs());
    return Substitution.of(with, result, by);
  }
}
