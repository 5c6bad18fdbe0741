package dev.odeon.adjoint;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.List;

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
    SteadyLinearisation around = SteadyLinearisation.of(field);
    Graph jvp = ForwardMode.jvp(field.graph(), SteadyLinearisation.parametersOf(field));
    List<Tensor> tangents = field.parameterTypes().stream().map(around.tracer()::input).toList();
    Tensor change = around.tracer().call(jvp, around.argumentsAnd(tangents)).getLast();
    return around.graph(List.of(around.solve(change, MatrixForm.PLAIN).negate()));
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
