package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphBuilder;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Adds per lane before it sums over lanes: `sum x + sum y` becomes `sum (x + y)`, where nobody
/// else reads the two sums. Half as many sums over lanes are left, whose results are rounded
/// otherwise: bits change.
public final class JoinedLaneSums implements Rewrite {
  /// This pass changes bits, so it is in no pipeline; whoever applies it states the sum that way.
  public JoinedLaneSums() {}

  @Override
  public Graph apply(Graph graph) {
    return new Pass(graph).run();
  }

  private static final class Pass {
    private final Graph graph;
    private final GraphBuilder builder = new GraphBuilder();
    private final Map<Value, Value> ours = new HashMap<>();
    private final Map<Value, Integer> uses = new HashMap<>();

    /// What a value of ours sums over lanes.
    private final Map<Value, Value> summed = new HashMap<>();

    Pass(Graph graph) {
      this.graph = graph;
      graph.equations().forEach(e -> e.operands().forEach(x -> uses.merge(x, 1, Integer::sum)));
      graph.outputs().forEach(x -> uses.merge(x, 1, Integer::sum));
    }

    Graph run() {
      graph.inputs().forEach(x -> ours.put(x, builder.input(x.type(), x.scope())));
      graph.equations().forEach(this::add);
      List<Value> outputs = graph.outputs().stream().map(this::ours).toList();
      return new DeadCode().apply(builder.build(graph.name(), outputs));
    }

    private void add(Equation equation) {
      List<Value> operands = equation.operands().stream().map(this::ours).toList();
      Value joined = joined(equation, operands);
      if (joined != null) {
        ours.put(equation.result(), joined);
        return;
      }
      List<Value> results = builder.emit(equation.op(), operands, equation.origin());
      for (int i = 0; i < results.size(); i++) {
        ours.put(equation.results().get(i), results.get(i));
      }
      if (equation.op() instanceof Op.LaneReduce) {
        summed.put(results.getFirst(), operands.getFirst());
      }
    }

    private @Nullable Value joined(Equation equation, List<Value> operands) {
      if (!(equation.op() instanceof Op.Binary(var function)) || function != BinaryFunction.ADD) {
        return null;
      }
      Value x = summed.get(operands.get(0));
      Value y = summed.get(operands.get(1));
      boolean isOnly = equation.operands().stream().allMatch(v -> uses.getOrDefault(v, 0) == 1);
      if (x == null || y == null || !isOnly || x.scope() != y.scope()) {
        return null;
      }
      Value both = builder.emit(equation.op(), List.of(x, y), equation.origin()).getFirst();
      Value sum = builder.emit(new Op.LaneReduce(), List.of(both), equation.origin()).getFirst();
      summed.put(sum, both);
      return sum;
    }

    private Value ours(Value value) {
      Value mine = ours.get(value);
      if (mine == null) {
        throw new IllegalStateException("value without a counterpart");
      }
      return mine;
    }
  }
}
