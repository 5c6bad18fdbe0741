package dev.odeon.nn.rewrite;

import dev.odeon.nn.function.Expansions;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// Replaces elementary functions by what they mean, operations that IEEE 754 defines to the bit, see
/// [Expansions].
///
/// Differentiate before, not after: the derivative of an expansion is not that of the function.
/// Where it changes a graph, all its values get new numbers.
///
/// @param types element types whose functions are replaced
public record ExpandFunctions(Set<DType> types) implements Rewrite {
  public ExpandFunctions {
    types = Set.copyOf(types);
  }

  /// Replaces functions of all types.
  public ExpandFunctions() {
    this(Set.of(DType.F32, DType.F64));
  }

  @Override
  public Graph apply(Graph graph) {
    Tracer tracer = new Tracer();
    Map<Value, Tensor> ours = new HashMap<>();
    graph.inputs().forEach(x -> ours.put(x, tracer.input(x.type(), x.scope())));
    boolean changed = false;
    for (Equation equation : graph.equations()) {
      List<Tensor> operands = equation.operands().stream().map(x -> find(ours, x)).toList();
      Op op = Subgraphs.rewrite(equation.op(), this);
      Optional<Tensor> expanded = tracer.at(equation.origin(), () -> expand(op, operands));
      List<Tensor> results =
          expanded
              .map(List::of)
              .orElseGet(() -> tracer.at(equation.origin(), () -> tracer.apply(op, operands)));
      changed |= expanded.isPresent() || !op.equals(equation.op());
      for (int i = 0; i < results.size(); i++) {
        ours.put(equation.results().get(i), results.get(i));
      }
    }
    return changed
        ? tracer.graph(graph.name(), graph.outputs().stream().map(y -> find(ours, y)).toList())
        : graph;
  }

  private Optional<Tensor> expand(Op op, List<Tensor> x) {
    if (x.isEmpty() || !types.contains(x.getFirst().dtype())) {
      return Optional.empty();
    }
    if (op instanceof Op.Unary(var function)) {
      return Expansions.of(function, x.getFirst());
    }
    if (op instanceof Op.Binary(var function)) {
      return Expansions.of(function, x.get(0), x.get(1));
    }
    return Optional.empty();
  }

  private static Tensor find(Map<Value, Tensor> ours, Value value) {
    // A checked graph uses only what it defines.
    return Objects.requireNonNull(ours.get(value));
  }
}
