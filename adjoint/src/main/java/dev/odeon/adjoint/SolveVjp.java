package dev.odeon.adjoint;

import dev.odeon.nn.backend.DeviceException;
import dev.odeon.nn.graph.CustomFunction;
import dev.odeon.nn.graph.CustomKernel;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneRun;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The reverse derivative of a [Solve]: (initial state, parameters, cotangents of the results) to
/// the cotangents of initial state and parameters, by the sensitivity of the solve.
final class SolveVjp implements CustomFunction {
  private final Solve solve;

  SolveVjp(Solve solve) {
    this.solve = solve;
  }

  @Override
  public String name() {
    return "solve_vjp";
  }

  @Override
  public List<ValueType> infer(List<ValueType> operands) {
    int outputs = outputs();
    List<ValueType> primal = operands.subList(0, operands.size() - outputs);
    List<ValueType> cotangents = operands.subList(operands.size() - outputs, operands.size());
    if (!solve.infer(primal).equals(cotangents)) {
      throw new IllegalArgumentException(
          "solve_vjp: cotangents "
              + cotangents
              + " are not of the types of the results "
              + solve.infer(primal));
    }
    return new ArrayList<>(primal);
  }

  @Override
  public CustomFunction vjp() {
    return SecondDerivative.of(solve, SecondDerivative.Kind.VJP_OF_VJP);
  }

  @Override
  public CustomFunction jvp() {
    return SecondDerivative.of(solve, SecondDerivative.Kind.JVP_OF_VJP);
  }

  @Override
  public CustomKernel bind(List<ValueType> operands) {
    boolean perLane = operands.getFirst().scope() == Scope.PER_LANE;
    List<ValueType> types = solve.integrator().steps().field().parameterTypes();
    return switch (solve.sensitivity()) {
      case Sensitivity.Discrete(long bytes) when solve.gradient().isPresent() -> {
        GradientExecutable there = solve.gradient().orElseThrow();
        DiscreteAdjoint here = solve.discrete(bytes);
        Set<String> said = new HashSet<>();
        yield (x, out, width) -> {
          int lanes = perLane ? width : 1;
          double[][] gradients = Arrays.copyOfRange(out, 1, out.length);
          try {
            LaneInput input = LaneInput.of(x[0], parameters(x), lanes);
            there.run(input, cotangents(x), out[0], gradients);
          } catch (DeviceException e) {
            if (said.add(String.valueOf(e.getMessage()))) {
              System.getLogger("dev.odeon.adjoint")
                  .log(Level.WARNING, "a gradient goes on on the processor: " + e.getMessage());
            }
            here.run(solve.completeRun(x, lanes), parameters(x), cotangents(x), out[0], gradients);
          }
        };
      }
      case Sensitivity.Discrete(long bytes) -> {
        DiscreteAdjoint adjoint = solve.discrete(bytes);
        yield (x, out, width) -> {
          int lanes = perLane ? width : 1;
          LaneRun run = solve.memory().take(x, lanes);
          adjoint.run(
              run, parameters(x), cotangents(x), out[0], Arrays.copyOfRange(out, 1, out.length));
        };
      }
      case Sensitivity.Backsolve _,
          Sensitivity.Interpolating _,
          Sensitivity.Quadrature _,
          Sensitivity.Gauss _ -> {
        ContinuousAdjoint adjoint = new ContinuousAdjoint(solve.integrator(), solve.sensitivity());
        yield (x, out, width) -> {
          int lanes = perLane ? width : 1;
          LaneRun run = solve.memory().look(x, lanes);
          double[][] gradients = Arrays.copyOfRange(out, 1, out.length);
          solve.report(adjoint.run(run, parameters(x), cotangents(x), out[0], gradients));
        };
      }
      case Sensitivity.Forward _ -> {
        JacobianProduct product = new JacobianProduct(solve.integrator(), types);
        yield (x, out, width) -> {
          int lanes = perLane ? width : 1;
          LaneRun run = solve.completeRun(x, lanes);
          product.run(run, parameters(x), cotangents(x), out);
        };
      }
    };
  }

  private int outputs() {
    return solve.hasEnds() ? 3 : 1;
  }

  private double[][] parameters(double[][] operands) {
    return Arrays.copyOfRange(operands, 1, operands.length - outputs());
  }

  private double[][] cotangents(double[][] operands) {
    return Arrays.copyOfRange(operands, operands.length - outputs(), operands.length);
  }
}
