package dev.odeon.adjoint;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.LuFactors;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// A field around a steady state, as a trace whose first inputs are `(y, p)`: what Newton's
/// iteration for one and both of its derivatives begin with.
///
/// @param field the field
/// @param arguments time 0, state and parameters, as the field takes them
/// @param jacobian df/dy there, `[d, d]`
record SteadyLinearisation(FieldGraph field, List<Tensor> arguments, Tensor jacobian) {
  private static final double SMALLEST_RATIO = 0x1p-50;

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

  /// The solution of `J x = b` or, transposed, of `J^T x = b`: 0 where b is 0, and NaN where no
  /// state was found or J is as good as singular, so that there is no derivative.
  Tensor solve(Tensor b, MatrixForm form) {
    LuFactors factors = LuFactors.of(jacobian);
    int n = b.shape().size();
    Tensor known = state().minus(state()).abs().sum().compare(Comparison.EQ, 0);
    Tensor regular = factors.pivotRatio().compare(Comparison.GT, n * SMALLEST_RATIO);
    Tensor nothing = b.abs().sum().compare(Comparison.EQ, 0);
    Tensor none = b.scalar(Double.NaN).broadcast(b.shape());
    Tensor found = known.logical(LogicalFunction.AND, regular).select(factors.solve(b, form), none);
    return nothing.select(b.zeros(), found);
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
