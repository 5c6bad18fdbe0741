package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.MatrixForm;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The reverse derivative of a [SteadyState]: (guess, parameters, cotangent w of the state) to the
/// cotangents of guess, zero, and parameters, `-(df/dp)^T J^-T w`.
final class SteadyStateVjp implements CustomFunction {
  private final SteadyState search;

  SteadyStateVjp(SteadyState search) {
    this.search = search;
  }

  @Override
  public String name() {
    return "steady_state_vjp";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    List<ValueType> primal = operands.subList(0, operands.size() - 1);
    if (!search.infer(primal).equals(operands.subList(operands.size() - 1, operands.size()))) {
      throw new IllegalArgumentException(
          "steady_state_vjp: cotangent " + operands.getLast() + " is not that of the state");
    }
    return new ArrayList<>(primal);
  }

  @Override
  public CustomFunction vjp() {
    throw new IllegalArgumentException(
        "steady_state: second derivatives are not available; difference the gradient");
  }

  @Override
  public CustomFunction jvp() {
    throw new IllegalArgumentException(
        "steady_state: second derivatives are not available; difference the gradient");
  }

  /// `(y, p, w) -> cotangents of p`.
  private static Graph graph(FieldGraph field) {
    SteadyLinearisation around = SteadyLinearisation.of(field);
    Graph vjp = ReverseMode.vjp(field.graph(), SteadyLinearisation.parametersOf(field));
    Tensor w = around.tracer().input(around.state().type(), Scope.PER_LANE);
    Tensor weights = around.solve(w, MatrixForm.TRANSPOSED).negate();
    List<Tensor> results = around.tracer().call(vjp, around.argumentsAnd(List.of(weights)));
    int count = field.parameterTypes().size();
    return around.graph(results.subList(results.size() - count, results.size()));
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    boolean perLane = operands.getFirst().scope() == Scope.PER_LANE;
    Executable pullBack = search.plan().backend().compile(graph(search.field()));
    int dimension = search.field().dimension();
    return (x, out, width) -> {
      int lanes = perLane ? width : 1;
      Arrays.fill(out[0], 0, dimension * lanes, 0);
      if (x.length > 2) {
        double[][] in = x.clone();
        in[0] = search.find(x, lanes).states();
        pullBack.run(in, Arrays.copyOfRange(out, 1, out.length), lanes);
      }
    };
  }
}
