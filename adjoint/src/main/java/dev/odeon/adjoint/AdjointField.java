package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;

/// The adjoint equation `d lambda/dt = -J(t, y, p)^T lambda` of a field, J its derivative for the
/// state, as a field over the time s in [0, 1] of a stretch: `t = from + s (to - from)`.
///
/// After the parameters of the field come `from` and `to`, one a lane each; then, where the state
/// is known along the stretch, its [Chebyshev] coefficients, `[n d]`.
final class AdjointField {
  private AdjointField() {}

  /// The state is integrated along: `[y, lambda]`, `[2 d]`.
  static FieldGraph withState(FieldGraph field) {
    Trace trace = new Trace(field, 2 * field.dimension());
    Tensor y = trace.state.slice(0, field.dimension());
    Tensor adjoint = trace.state.slice(field.dimension(), 2 * field.dimension());
    List<Tensor> results = trace.pullBack(y, adjoint);
    Tensor forward = results.getFirst().times(trace.length);
    Tensor backward = results.getLast().times(trace.length).negate();
    return trace.finish(Tensor.concatenate(forward, backward), results, List.of());
  }

  /// The state is a polynomial of `coefficients` coefficients along the stretch.
  static FieldGraph along(FieldGraph field, int coefficients) {
    Trace trace = new Trace(field, field.dimension());
    Tensor known =
        trace.tracer.input(TensorType.f64(coefficients * field.dimension()), Scope.PER_LANE);
    Tensor y = Chebyshev.trace(known, field.dimension(), trace.s);
    List<Tensor> results = trace.pullBack(y, trace.state);
    Tensor backward = results.getLast().times(trace.length).negate();
    return trace.finish(backward, results, List.of("state along the stretch"));
  }

  private static final class Trace {
    private final FieldGraph field;
    private final Tracer tracer = new Tracer();
    private final Tensor s = tracer.input(TensorType.f64(), Scope.PER_LANE);
    private final Tensor state;
    private final List<Tensor> parameters = new ArrayList<>();
    private final Tensor from;
    private final Tensor length;

    Trace(FieldGraph field, int dimension) {
      this.field = field;
      state = tracer.input(new TensorType(s.dtype(), Shape.of(dimension)), Scope.PER_LANE);
      field.parameterTypes().forEach(type -> parameters.add(tracer.input(type)));
      from = tracer.input(TensorType.f64(), Scope.PER_LANE);
      Tensor to = tracer.input(TensorType.f64(), Scope.PER_LANE);
      length = to.minus(from);
    }

    /// dy/dt, the guards, `J^T adjoint`.
    List<Tensor> pullBack(Tensor y, Tensor adjoint) {
      Graph vjp = ReverseMode.vjp(field.graph(), List.of(1));
      List<Tensor> arguments = new ArrayList<>(List.of(s.fma(length, from), y));
      arguments.addAll(parameters);
      arguments.add(adjoint);
      return tracer.call(vjp, arguments);
    }

    FieldGraph finish(Tensor derivative, List<Tensor> results, List<String> further) {
      List<Tensor> outputs = new ArrayList<>(List.of(derivative));
      outputs.addAll(results.subList(1, results.size() - 1));
      List<String> names = new ArrayList<>(field.parameterNames());
      names.addAll(List.of("begin of the stretch", "end of the stretch"));
      names.addAll(further);
      Graph graph = tracer.graph(field.graph().name() + "_adjoint", outputs);
      return new FieldGraph(Pipeline.standard().apply(graph), names, field.guards());
    }
  }
}
