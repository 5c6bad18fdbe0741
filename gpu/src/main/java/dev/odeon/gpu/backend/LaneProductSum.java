package dev.odeon.gpu.backend;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Products of lanes that only a sum over lanes reads, as the gradient of weights has them: the sum
/// makes them itself, so that no array holds one for each lane.
final class LaneProductSum {
  private LaneProductSum() {}

  /// The products that sums take along, by their results.
  static Map<Value, Equation> of(Graph graph) {
    Map<Value, Equation> products = new HashMap<>();
    Map<Value, Integer> reads = new HashMap<>();
    Set<Value> summed = new HashSet<>();
    for (Equation equation : graph.equations()) {
      equation.operands().forEach(x -> reads.merge(x, 1, Integer::sum));
      if (equation.op() instanceof Op.DotGeneral
          && equation.result().scope() == Scope.PER_LANE
          && equation.result().type().size() > 1) {
        products.put(equation.result(), equation);
      }
      if (equation.op() instanceof Op.LaneReduce) {
        summed.addAll(equation.operands());
      }
    }
    graph.outputs().forEach(y -> reads.merge(y, 1, Integer::sum));
    products.keySet().removeIf(y -> !summed.contains(y) || reads.getOrDefault(y, 0) != 1);
    return products;
  }
}
