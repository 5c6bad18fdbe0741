package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// How an output of a graph depends on an input: not at all, lane by lane, or through a sum over
/// lanes; and whether through a loop without a bound, which reverse mode passes slowly.
///
/// @param throughLanes whether some path goes through a [Op.LaneReduce]
/// @param throughLoop whether some path goes through a [Op.While]
record LaneCoupling(boolean throughLanes, boolean throughLoop) {
  static LaneCoupling of(Graph graph, Value input, Value output) {
    Set<Value> below = new HashSet<>(Set.of(input));
    for (Equation equation : graph.equations()) {
      if (passes(equation) && equation.operands().stream().anyMatch(below::contains)) {
        equation.results().stream()
            .filter(result -> result.type().dtype().isFloating())
            .forEach(below::add);
      }
    }
    Set<Value> above = new HashSet<>(Set.of(output));
    boolean lanes = false;
    boolean loop = false;
    for (Equation equation : graph.equations().reversed()) {
      boolean onPath =
          equation.results().stream().anyMatch(y -> above.contains(y) && below.contains(y));
      if (onPath) {
        above.addAll(equation.operands());
        lanes |= contains(equation.op(), Op.LaneReduce.class);
        loop |= contains(equation.op(), Op.While.class);
      }
    }
    return new LaneCoupling(lanes, loop);
  }

  private static boolean passes(Equation equation) {
    return !(equation.op() instanceof Op.StopGradient);
  }

  private static boolean contains(Op op, Class<? extends Op> kind) {
    return kind.isInstance(op)
        || subgraphs(op).stream()
            .flatMap(graph -> graph.equations().stream())
            .anyMatch(equation -> contains(equation.op(), kind));
  }

  private static List<Graph> subgraphs(Op op) {
    return op instanceof Op.Cond cond
        ? List.of(cond.whenTrue(), cond.whenFalse())
        : op instanceof Op.While loop
            ? List.of(loop.condition(), loop.body())
            : op instanceof Op.Scan scan ? List.of(scan.body()) : List.of();
  }
}
