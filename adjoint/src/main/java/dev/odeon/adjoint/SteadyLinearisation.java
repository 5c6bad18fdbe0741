package dev.odeon.adjoint;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A field around a steady state, as a trace whose first inputs are `(y, p)`: what both derivatives
/// of a steady state begin with.
///
/// @param field the field
/// @param arguments time 0, state and parameters, as the field takes them
/// @param jacobian df/dy there, `[d, d]`
record SteadyLinearisation(FieldGraph field, List<Tensor> arguments, Tensor jacobian) {
  SteadyLinearisation {
    arguments = List.copyOf(arguments);
  }

  static SteadyLinearisation of(FieldGraph field) {
    Tracer tracer = new Tracer();
    Tensor y = tracer.input(field.graph().inputs().get(1).type(), Scope.PER_LANE);
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(tracer.apply1(new Op.LaneBroadcast(), y.scalar(0)));
    arguments.add(y);
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    Graph jacobian = Derivatives.jacobian(field.graph(), 1, 0);
    return new SteadyLinearisation(field, arguments, tracer.call(jacobian, arguments).getFirst());
  }

  /// Positions of the parameters among the arguments.
  static List<Integer> parametersOf(FieldGraph field) {
    return IntStream.range(2, 2 + field.parameterTypes().size()).boxed().toList();
  }

  Tracer tracer() {
    return jacobian.tracer();
  }

  /// The state.
  Tensor state() {
    return arguments.get(1);
  }

  /// The arguments and what follows them in a derivative of the field.
  List<Tensor> argumentsAnd(List<Tensor> further) {
    List<Tensor> all = new ArrayList<>(arguments);
    all.addAll(further);
    return all;
  }

  /// The trace as a graph.
  Graph graph(List<Tensor> outputs) {
    return Pipeline.standard().apply(tracer().graph(field.graph().name() + "_implicit", outputs));
  }
}
