package dev.odeon.nn.ad;

import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Inlined;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Forward mode: tangents of the outputs from tangents of the inputs.
///
/// With J the Jacobian of a graph at its inputs, the tangent of the outputs is J v for the tangent
/// v of the inputs. See Griewank and Walther, Evaluating Derivatives, 2nd ed., chapter 3.
public final class ForwardMode {
  private ForwardMode() {}

  /// The graph (inputs, tangents of the inputs `wrt`) to (outputs, tangents of the floating
  /// outputs).
  ///
  /// @param wrt positions of the floating inputs that have a tangent; the others have tangent zero
  public static Graph jvp(Graph graph, List<Integer> wrt) {
    List<ValueType> tangents = wrt.stream().map(i -> ValueType.of(graph.inputs().get(i))).toList();
    return jvp(graph, wrt, tangents);
  }

  /// Like [#jvp(Graph, List)], with a tangent a lane even for shared inputs: each lane may go its
  /// own direction.
  public static Graph jvpPerLane(Graph graph, List<Integer> wrt) {
    List<ValueType> tangents =
        wrt.stream().map(i -> new ValueType(graph.inputs().get(i).type(), Scope.PER_LANE)).toList();
    return jvp(graph, wrt, tangents);
  }

  private static Graph jvp(Graph graph, List<Integer> wrt, List<ValueType> tangentTypes) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs = ReverseMode.inputs(tracer, graph);
    List<@Nullable Tensor> tangents = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      tangents.add(null);
    }
    for (int i = 0; i < wrt.size(); i++) {
      tangents.set(wrt.get(i), tracer.input(tangentTypes.get(i)));
    }
    Pushed pushed = push(tracer, graph, inputs, tangents);
    List<Tensor> results = new ArrayList<>(pushed.outputs());
    for (int i = 0; i < pushed.outputs().size(); i++) {
      Tensor output = pushed.outputs().get(i);
      if (output.dtype().isFloating()) {
        Tensor tangent = pushed.tangents().get(i);
        results.add(
            Cotangents.inScopeOf(output.value(), tangent == null ? output.zeros() : tangent));
      }
    }
    return tracer.graph(graph.name() + "_jvp", results);
  }

  /// Outputs of a graph evaluated inside a trace, and their tangents (null: zero).
  record Pushed(List<Tensor> outputs, List<@Nullable Tensor> tangents) {}

  static Pushed push(
      Tracer tracer, Graph graph, List<Tensor> inputs, List<? extends @Nullable Tensor> tangents) {
    Inlined inlined = tracer.inline(graph, inputs);
    Map<Value, Tensor> known = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor tangent = tangents.get(i);
      if (tangent != null) {
        known.put(graph.inputs().get(i), tangent);
      }
    }
    for (Equation equation : graph.equations()) {
      push(tracer, equation, inlined, known);
    }
    List<Tensor> outputs = inlined.outputs().stream().map(tracer::tensor).toList();
    List<@Nullable Tensor> outputTangents = new ArrayList<>();
    graph.outputs().forEach(output -> outputTangents.add(known.get(output)));
    return new Pushed(outputs, outputTangents);
  }

  private static void push(
      Tracer tracer, Equation equation, Inlined inlined, Map<Value, Tensor> known) {
    if (equation.operands().stream().noneMatch(known::containsKey)
        || equation.op() instanceof Op.StopGradient) {
      return;
    }
    List<Tensor> x = equation.operands().stream().map(v -> tracer.tensor(inlined.get(v))).toList();
    List<Tensor> y = equation.results().stream().map(v -> tracer.tensor(inlined.get(v))).toList();
    List<@Nullable Tensor> dx = new ArrayList<>();
    equation.operands().forEach(operand -> dx.add(known.get(operand)));
    List<@Nullable Tensor> dy =
        tracer.at(
            equation.origin(),
            () -> JvpRules.push(new JvpRules.Site(tracer, x, y, dx), equation.op()));
    for (int i = 0; i < y.size(); i++) {
      Tensor tangent = dy.get(i);
      if (tangent != null && y.get(i).dtype().isFloating()) {
        boolean whole = tangent.shape().equals(y.get(i).shape());
        known.put(equation.results().get(i), whole ? tangent : tangent.broadcast(y.get(i).shape()));
      }
    }
  }
}
