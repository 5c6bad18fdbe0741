package dev.odeon.nn.backend.reference;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Broadcasts of a scalar that only elementwise primitives read: they read the scalar instead, no
/// copy is made.
final class Splats {
  private final Map<Integer, Value> sources = new HashMap<>();

  private Splats() {}

  static Splats none() {
    return new Splats();
  }

  static Splats of(Graph graph) {
    Splats splats = new Splats();
    for (Equation equation : graph.equations()) {
      if (equation.op() instanceof Op.BroadcastInDim broadcast && broadcast.axes().isEmpty()) {
        splats.sources.put(equation.result().id(), equation.operands().getFirst());
      }
    }
    Set<Integer> copied = new HashSet<>();
    graph.outputs().forEach(output -> copied.add(output.id()));
    for (Equation equation : graph.equations()) {
      if (!(equation.op() instanceof Op.Elementwise)) {
        equation.operands().forEach(operand -> copied.add(operand.id()));
      }
    }
    splats.sources.keySet().removeAll(copied);
    return splats;
  }

  boolean isVirtual(Equation equation) {
    return equation.results().size() == 1 && sources.containsKey(equation.result().id());
  }

  /// How an elementwise primitive reads `value`.
  Operand operand(Value value) {
    Value source = sources.get(value.id());
    return source == null ? Operand.whole(value) : Operand.splat(source);
  }
}
