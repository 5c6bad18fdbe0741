package dev.odeon.adjoint;

import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneRun;
import java.util.Arrays;
import java.util.List;

/// The forward derivative of a [Solve]: (initial state, parameters, their tangents) to the tangents
/// of the results.
final class SolveJvp implements CustomFunction {
  private final Solve solve;

  SolveJvp(Solve solve) {
    this.solve = solve;
  }

  @Override
  public String name() {
    return "solve_jvp";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    List<ValueType> primal = operands.subList(0, operands.size() / 2);
    if (!primal.equals(operands.subList(operands.size() / 2, operands.size()))) {
      throw new IllegalArgumentException("solve_jvp: tangents are not of the types of " + primal);
    }
    return solve.infer(primal);
  }

  @Override
  public CustomFunction vjp() {
    return SecondDerivative.of(solve, SecondDerivative.Kind.VJP_OF_JVP);
  }

  @Override
  public CustomFunction jvp() {
    return SecondDerivative.of(solve, SecondDerivative.Kind.JVP_OF_JVP);
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    ForwardSensitivity forward = new ForwardSensitivity(solve.integrator());
    int count = operands.size() / 2;
    boolean perLane = operands.getFirst().scope() == Scope.PER_LANE;
    return (x, out, width) -> {
      int lanes = perLane ? width : 1;
      LaneRun run = solve.completeRun(x, lanes);
      int[] trajectory = new int[lanes];
      Arrays.setAll(trajectory, lane -> lane);
      double[][] tangents = new double[count - 1][];
      for (int p = 0; p < tangents.length; p++) {
        double[] given = x[count + 1 + p];
        boolean spread = operands.get(1 + p).scope() == Scope.SHARED && lanes > 1;
        tangents[p] =
            spread ? TangentSolve.spread(given, operands.get(1 + p).type().size(), lanes) : given;
      }
      double[][] results = new double[out.length][];
      int[] sizes = sizes(lanes, out.length);
      for (int i = 0; i < out.length; i++) {
        results[i] = new double[sizes[i]];
      }
      forward.run(run, Arrays.copyOfRange(x, 1, count), trajectory, x[count], tangents, results);
      for (int i = 0; i < out.length; i++) {
        System.arraycopy(results[i], 0, out[i], 0, sizes[i]);
      }
    };
  }

  /// Lengths of the results: saved states, and states and times at the ends.
  private int[] sizes(int lanes, int results) {
    int dimension = solve.integrator().steps().field().dimension();
    int saved = solve.integrator().saveAt().mostTimes() * dimension * lanes;
    return results == 1 ? new int[] {saved} : new int[] {saved, dimension * lanes, lanes};
  }
}
