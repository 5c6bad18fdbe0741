package dev.odeon.nn.rewrite;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/// A graph in two parts: what depends on shared inputs only, for a graph that is run again and
/// again with the same ones (the steps of a solve), and the rest. Results keep their bits.
///
/// ```
/// Prologue parts = Prologue.of(step);
/// double[][] found = parts.arrays();
/// backend.compile(parts.shared()).run(parts.sharedInputs(in), found, 1);     // once a solve
/// double[][] all = parts.bodyInputs(in, found);
/// backend.compile(parts.body()).run(all, out, lanes);                        // every step
/// ```
///
/// Constants, repetitions of scalars and reshapes, which cost nothing, stay where they are read. A
/// lane sum of a shared value counts lanes and stays in the body.
///
/// @param shared shared inputs, in their order, to the values that the body reads; no outputs if
///   there is no such work
/// @param body (inputs of the graph, outputs of `shared`) to the outputs of the graph
public record Prologue(Graph shared, Graph body) {
  /// The parts of `graph`.
  public static Prologue of(Graph graph) {
    return new Parts(graph).split();
  }

  /// Whether there is shared work at all.
  public boolean isEmpty() {
    return shared.outputs().isEmpty();
  }

  /// Fresh arrays for the outputs of the shared part.
  public double[][] arrays() {
    return shared.outputs().stream()
        .map(value -> new double[value.type().size()])
        .toArray(double[][]::new);
  }

  /// The arrays of the shared inputs among those of all inputs.
  public double[][] sharedInputs(double[][] inputs) {
    List<Value> all = body.inputs();
    return IntStream.range(0, inputs.length)
        .filter(i -> all.get(i).scope() == Scope.SHARED)
        .mapToObj(i -> inputs[i])
        .toArray(double[][]::new);
  }

  /// The inputs of the body: `inputs` of the graph, then what the shared part `found`.
  public double[][] bodyInputs(double[][] inputs, double[][] found) {
    double[][] all = new double[inputs.length + found.length][];
    System.arraycopy(inputs, 0, all, 0, inputs.length);
    System.arraycopy(found, 0, all, inputs.length, found.length);
    return all;
  }

  private static final class Parts {
    private final Graph graph;
    private final Map<Value, Equation> shared = new HashMap<>();
    private final Set<Value> early = new HashSet<>();
    private final Set<Value> passed = new LinkedHashSet<>();
    private final Set<Value> repeated = new HashSet<>();

    Parts(Graph graph) {
      this.graph = graph;
      graph.inputs().stream().filter(x -> x.scope() == Scope.SHARED).forEach(early::add);
      for (Equation equation : graph.equations()) {
        if (early.containsAll(equation.operands()) && isEarly(equation)) {
          early.addAll(equation.results());
          equation.results().forEach(result -> shared.put(result, equation));
        }
      }
    }

    private static boolean isEarly(Equation equation) {
      return equation.results().stream().allMatch(y -> y.scope() == Scope.SHARED)
          && !countsLanes(equation.op());
    }

    private static boolean countsLanes(Op op) {
      return op instanceof Op.LaneReduce
          || Subgraphs.of(op).stream()
              .flatMap(inner -> inner.equations().stream())
              .anyMatch(equation -> countsLanes(equation.op()));
    }

    Prologue split() {
      graph.equations().stream()
          .filter(equation -> !isShared(equation))
          .forEach(equation -> equation.operands().forEach(this::read));
      graph.outputs().forEach(this::read);
      List<Value> inputs = graph.inputs().stream().filter(x -> x.scope() == Scope.SHARED).toList();
      List<Equation> first = graph.equations().stream().filter(this::isShared).toList();
      List<Value> arguments = new ArrayList<>(graph.inputs());
      arguments.addAll(passed);
      return new Prologue(
          new DeadCode()
              .apply(new Graph(graph.name() + "_shared", inputs, first, List.copyOf(passed))),
          passed.isEmpty() ? graph : new Graph(graph.name(), arguments, body(), graph.outputs()));
    }

    /// Notes what the body needs to have `value`.
    private void read(Value value) {
      Equation definition = shared.get(value);
      if (definition == null) {
        return;
      }
      if (!isFree(definition)) {
        passed.add(value);
      } else if (repeated.add(value)) {
        definition.operands().forEach(this::read);
      }
    }

    private List<Equation> body() {
      return graph.equations().stream()
          .filter(e -> !isShared(e) || e.results().stream().anyMatch(repeated::contains))
          .toList();
    }

    private boolean isShared(Equation equation) {
      return equation.results().stream().anyMatch(shared::containsKey);
    }

    private static boolean isFree(Equation equation) {
      return equation.op() instanceof Op.Constant
          || equation.op() instanceof Op.Reshape
          || (equation.op() instanceof Op.BroadcastInDim repeat && repeat.axes().isEmpty());
    }
  }
}
