package dev.odeon.ode.step;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The field of a state y together with a tangent v of it: `(f, f_y v + f_p q)`, with the
/// parameters p followed by their tangents q. The tangent of a parameter is named after it, with
/// `'`.
final class TangentField {
  private TangentField() {}

  static FieldGraph of(FieldGraph field) {
    Graph graph = field.graph();
    int d = field.dimension();
    List<Integer> wrt = IntStream.range(1, graph.inputs().size()).boxed().toList();
    Graph jvp = ForwardMode.jvp(graph, wrt);
    TensorType state = graph.inputs().get(1).type();
    Tracer tracer = new Tracer();
    Tensor t = tracer.input(ValueType.of(graph.inputs().getFirst()));
    Tensor both = tracer.input(state.withShape(Shape.of(2 * d)), Scope.PER_LANE);
    List<Tensor> arguments = new ArrayList<>(List.of(t, both.slice(0, d)));
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    arguments.add(both.slice(d, 2 * d));
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    List<Tensor> pushed = tracer.call(jvp, arguments);
    List<Tensor> outputs = new ArrayList<>();
    outputs.add(Tensor.concatenate(pushed.getFirst(), pushed.getLast()));
    outputs.addAll(pushed.subList(1, pushed.size() - 1));
    List<String> names = new ArrayList<>(field.parameterNames());
    field.parameterNames().forEach(name -> names.add(name + "'"));
    Graph all = Pipeline.standard().apply(tracer.graph(graph.name() + "_tangent", outputs));
    return new FieldGraph(all, names, field.guards());
  }
}
