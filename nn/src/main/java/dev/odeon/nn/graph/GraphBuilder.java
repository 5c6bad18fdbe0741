package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.List;

/// Builds a [Graph] equation by equation, inferring types. Not thread-safe.
public final class GraphBuilder {
  private final List<Value> inputs = new ArrayList<>();
  private final List<Equation> equations = new ArrayList<>();
  private Origin origin = Origin.UNKNOWN;
  private int next;

  /// Adds an input.
  public Value input(TensorType type, Scope scope) {
    Value value = new Value(next++, type, scope);
    inputs.add(value);
    return value;
  }

  /// Adds an input like `like`.
  public Value input(ValueType like) {
    return input(like.type(), like.scope());
  }

  /// Adds an equation at the current origin; returns its results.
  ///
  /// @throws IllegalArgumentException if the operands do not fit
  public List<Value> emit(Op op, List<Value> operands) {
    return emit(op, operands, origin);
  }

  /// Adds an equation; returns its results.
  public List<Value> emit(Op op, List<Value> operands, Origin from) {
    Interruptible.check();
    List<ValueType> types;
    try {
      types = TypeRules.infer(op, operands.stream().map(ValueType::of).toList());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(e.getMessage() + from.suffix(), e);
    }
    List<Value> results = new ArrayList<>(types.size());
    for (ValueType type : types) {
      results.add(new Value(next++, type.type(), type.scope()));
    }
    equations.add(new Equation(op, operands, results, from));
    return results;
  }

  /// Adds an equation with one result.
  public Value emit1(Op op, Value... operands) {
    return emit(op, List.of(operands)).getFirst();
  }

  /// Adds a copy of the equations of `graph`; `args` stand for its inputs.
  ///
  /// @return for each value number of `graph` its counterpart here
  public Inlined inline(Graph graph, List<Value> args) {
    Inlined inlined = new Inlined(graph, args);
    for (Equation equation : graph.equations()) {
      List<Value> operands = equation.operands().stream().map(inlined::get).toList();
      Origin from = equation.origin().text().isEmpty() ? origin : equation.origin();
      inlined.bind(equation.results(), emit(equation.op(), operands, from));
    }
    return inlined;
  }

  /// The origin of the equations that are emitted now.
  public Origin origin() {
    return origin;
  }

  /// The origin of equations emitted from now on; returns the one before.
  public Origin enter(Origin from) {
    Origin before = origin;
    origin = from;
    return before;
  }

  /// The equations so far.
  public List<Equation> equations() {
    return List.copyOf(equations);
  }

  /// The graph built so far, with the given outputs.
  public Graph build(String name, List<Value> outputs) {
    return new Graph(name, inputs, equations, outputs);
  }
}
