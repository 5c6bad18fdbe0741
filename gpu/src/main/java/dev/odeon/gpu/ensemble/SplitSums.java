package dev.odeon.gpu.ensemble;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A graph cut at its sums over lanes: what each lane does, and what is done with the sums.
///
/// @param own (inputs of the graph) to the outputs that lanes have for themselves, then what is
///   summed
/// @param after (sums, shared inputs) to the shared outputs
/// @param outputs number of the former outputs of `own`
record SplitSums(Graph own, Graph after, int outputs) {
  /// Cuts `graph`; empty if something per lane depends on a sum.
  static Optional<SplitSums> of(Graph graph) {
    List<Equation> sums =
        graph.equations().stream().filter(e -> e.op() instanceof Op.LaneReduce).toList();
    Set<Value> found = new HashSet<>();
    sums.forEach(sum -> found.add(sum.results().getFirst()));
    List<Equation> each = new ArrayList<>();
    List<Equation> shared = new ArrayList<>();
    Set<Value> behind = new HashSet<>(found);
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.LaneReduce) {
        continue;
      }
      boolean reads = equation.operands().stream().anyMatch(behind::contains);
      boolean isShared =
          equation.results().stream().allMatch(value -> value.scope() == Scope.SHARED);
      if (reads && !isShared) {
        return Optional.empty();
      }
      if (reads) {
        behind.addAll(equation.results());
      } else {
        each.add(equation);
      }
      if (isShared) {
        shared.add(equation);
      }
    }
    List<Value> own =
        new ArrayList<>(graph.outputs().stream().filter(y -> y.scope() == Scope.PER_LANE).toList());
    int outputs = own.size();
    sums.forEach(sum -> own.add(sum.operands().getFirst()));
    List<Value> inputs = new ArrayList<>(sums.stream().map(s -> s.results().getFirst()).toList());
    graph.inputs().stream().filter(x -> x.scope() == Scope.SHARED).forEach(inputs::add);
    List<Value> after = graph.outputs().stream().filter(y -> y.scope() == Scope.SHARED).toList();
    return Optional.of(
        new SplitSums(
            Pipeline.standard().apply(new Graph(graph.name(), graph.inputs(), each, own)),
            Pipeline.standard().apply(new Graph(graph.name() + "_after", inputs, shared, after)),
            outputs));
  }

  /// What is summed.
  List<Value> summed() {
    return own.outputs().subList(outputs, own.outputs().size());
  }
}
