package dev.odeon.adjoint;

import dev.odeon.nn.ad.Derivatives;
import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The forward derivative of a [SteadyState]: (guess, parameters, their tangents) to the tangent of
/// the state, `-J^-1 df/dp dp`.
final class SteadyStateJvp implements CustomFunction {
  private final SteadyState search;

  SteadyStateJvp(SteadyState search) {
    this.search = search;
  }

  @Override
  public String name() {
    return "steady_state_jvp";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    List<ValueType> primal = operands.subList(0, operands.size() / 2);
    if (!primal.equals(operands.subList(operands.size() / 2, operands.size()))) {
      throw new IllegalArgumentException(
          "steady_state_jvp: tangents are not of the types of " + primal);
    }
    return search.infer(primal);
  }

  @Override
  public CustomFunction vjp() {
    throw new IllegalArgumentException(
        "steady_state: second derivatives are not available; difference the Jacobian");
  }

  @Override
  public CustomFunction jvp() {
    throw new IllegalArgumentException(
        "steady_state: second derivatives are not available; difference the Jacobian");
  }

  /// `(y, p, dp) -> dy`.
  private static Graph graph(FieldGraph field) {
    Graph jacobian = Derivatives.jacobian(field.graph(), 1, 0);
    int count = field.parameterTypes().size();
    Graph jvp = ForwardMode.jvp(field.graph(), IntStream.range(2, 2 + count).boxed().toList());
    Tracer tracer = new Tracer();
    Tensor y = tracer.input(field.graph().inputs().get(1).type(), Scope.PER_LANE);
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(tracer.apply1(new Op.LaneBroadcast(), y.scalar(0)));
    arguments.add(y);
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    Tensor j = tracer.call(jacobian, arguments).getFirst();
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    Tensor change = tracer.call(jvp, arguments).getLast();
    Graph graph =
        tracer.graph(field.graph().name() + "_implicit", List.of(j.solve(change).negate()));
    return Pipeline.standard().apply(graph);
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    boolean perLane = operands.getFirst().scope() == Scope.PER_LANE;
    Executable push = search.plan().backend().compile(graph(search.field()));
    int count = search.field().parameterTypes().size();
    return (x, out, width) -> {
      int lanes = perLane ? width : 1;
      double[][] in = new double[1 + 2 * count][];
      in[0] = search.find(x, lanes).states();
      System.arraycopy(x, 1, in, 1, count);
      System.arraycopy(x, 2 + count, in, 1 + count, count);
      push.run(in, out, lanes);
    };
  }
}
