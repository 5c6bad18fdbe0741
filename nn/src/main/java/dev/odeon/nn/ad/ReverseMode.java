package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Inlined;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reverse mode: cotangents of the inputs from cotangents of the outputs.
///
/// With J the Jacobian of a graph at its inputs, the cotangent of the inputs is J^T w for the
/// cotangent w of the outputs. See Griewank and Walther, Evaluating Derivatives, 2nd ed., chapter
/// 3.
public final class ReverseMode {
  private ReverseMode() {}

  /// The graph (inputs, cotangents of the floating outputs) to (outputs, cotangents of the inputs
  /// `wrt`).
  ///
  /// @param wrt positions of the floating inputs to differentiate for
  public static Graph vjp(Graph graph, List<Integer> wrt) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs = inputs(tracer, graph);
    Linearised forward = new Linearised(tracer, graph, inputs, wrt);
    List<@Nullable Tensor> seeds = new ArrayList<>();
    for (Value output : graph.outputs()) {
      seeds.add(output.type().dtype().isFloating() ? tracer.input(ValueType.of(output)) : null);
    }
    List<Tensor> results = new ArrayList<>(forward.outputs());
    results.addAll(forward.pullBack(seeds));
    return tracer.graph(graph.name() + "_vjp", results);
  }

  /// The graph inputs to (value, gradient for each of the inputs `wrt`), for a graph with one
  /// shared scalar output.
  ///
  /// @throws IllegalArgumentException if the output is not one shared scalar
  public static Graph valueAndGradient(Graph graph, List<Integer> wrt) {
    List<Value> outputs = graph.outputs();
    boolean scalar =
        outputs.size() == 1
            && outputs.getFirst().type().shape().rank() == 0
            && outputs.getFirst().scope() == Scope.SHARED;
    if (!scalar) {
      throw new IllegalArgumentException(
          "gradient of graph "
              + graph.name()
              + ": outputs "
              + outputs
              + " are not one shared scalar");
    }
    Tracer tracer = new Tracer();
    Linearised forward = new Linearised(tracer, graph, inputs(tracer, graph), wrt);
    List<Tensor> results = new ArrayList<>(forward.outputs());
    results.addAll(forward.pullBack(List.of(forward.outputs().getFirst().scalar(1))));
    return tracer.graph(graph.name() + "_gradient", results);
  }

  static List<Tensor> inputs(Tracer tracer, Graph graph) {
    return graph.inputs().stream().map(input -> tracer.input(ValueType.of(input))).toList();
  }

  /// A graph evaluated inside a trace, ready to pull cotangents back through.
  static final class Linearised {
    private final Tracer tracer;
    private final Graph graph;
    private final Inlined inlined;
    private final List<Integer> wrt;
    private final Set<Value> active = new HashSet<>();

    Linearised(Tracer tracer, Graph graph, List<Tensor> inputs, List<Integer> wrt) {
      this.tracer = tracer;
      this.graph = graph;
      this.wrt = wrt;
      inlined = tracer.inline(graph, inputs);
      for (int i : wrt) {
        Value input = graph.inputs().get(i);
        if (!input.type().dtype().isFloating()) {
          throw new IllegalArgumentException(
              "graph "
                  + graph.name()
                  + ": input "
                  + i
                  + ", "
                  + input
                  + ", cannot be differentiated for");
        }
        active.add(input);
      }
      for (Equation equation : graph.equations()) {
        if (equation.operands().stream().anyMatch(active::contains)) {
          equation.results().stream()
              .filter(result -> result.type().dtype().isFloating())
              .forEach(active::add);
        }
      }
    }

    List<Tensor> outputs() {
      return graph.outputs().stream().map(this::counterpart).toList();
    }

    /// Cotangents of the inputs `wrt`, each of its input's type and scope, from cotangents of the
    /// outputs (null: zero).
    List<Tensor> pullBack(List<? extends @Nullable Tensor> seeds) {
      Cotangents cotangents = new Cotangents();
      for (int i = 0; i < graph.outputs().size(); i++) {
        if (active.contains(graph.outputs().get(i))) {
          cotangents.add(inlined.get(graph.outputs().get(i)), seeds.get(i));
        }
      }
      for (Equation equation : graph.equations().reversed()) {
        if (equation.results().stream().anyMatch(active::contains)) {
          pullBack(equation, cotangents);
        }
      }
      List<Tensor> gradient = new ArrayList<>();
      for (int i : wrt) {
        gradient.add(cotangents.materialize(counterpart(graph.inputs().get(i))));
      }
      return gradient;
    }

    private void pullBack(Equation equation, Cotangents cotangents) {
      List<@Nullable Tensor> incoming = new ArrayList<>();
      boolean any = false;
      boolean intoShared =
          equation.operands().stream()
              .anyMatch(x -> active.contains(x) && x.scope() == Scope.SHARED);
      for (Value result : equation.results()) {
        Tensor cotangent = cotangents.of(inlined.get(result));
        if (cotangent != null && intoShared) {
          cotangent = Cotangents.inScopeOf(result, cotangent);
        }
        incoming.add(cotangent);
        any |= cotangent != null;
      }
      if (!any) {
        return;
      }
      List<Tensor> operands = equation.operands().stream().map(this::counterpart).toList();
      List<Tensor> results = equation.results().stream().map(this::counterpart).toList();
      List<Boolean> wanted = equation.operands().stream().map(active::contains).toList();
      List<@Nullable Tensor> outgoing =
          tracer.at(
              equation.origin(),
              () ->
                  VjpRules.pullBack(
                      new VjpRules.Site(tracer, operands, results, incoming, wanted),
                      equation.op()));
      for (int i = 0; i < operands.size(); i++) {
        if (wanted.get(i)) {
          cotangents.add(operands.get(i).value(), outgoing.get(i));
        }
      }
    }

    private Tensor counterpart(Value value) {
      return tracer.tensor(inlined.get(value));
    }
  }
}
