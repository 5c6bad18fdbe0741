package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.CubicSpiral;
import dev.odeon.validation.problem.LotkaVolterra;
import dev.odeon.validation.problem.ReferenceProblem;
import java.util.List;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.nonstiff.DormandPrince853Integrator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Both roads against another library's integrator, away from any published value.
@Timeout(60)
final class CommonsMathOracleTest {
  private static final double TOLERANCE = 1e-11;

  static List<ReferenceProblem> problems() {
    return List.of(new LotkaVolterra(), new CubicSpiral());
  }

  @ParameterizedTest
  @MethodSource("problems")
  void bothRoadsMeetIt(ReferenceProblem problem) {
    double start = problem.span().start();
    for (double part : new double[] {0.13, 0.5, 0.71}) {
      double t = start + part * problem.span().length();
      double[] expected = oracle(problem, t);
      for (String name :
          List.of(
              "tsit5", "dormand_prince_54", "hipparchus:dormand_prince_54", "dormand_prince_853")) {
        Solution solution =
            OdeSolver.solve(
                problem.problem(),
                Methods.named(name),
                StepControl.adaptive(Tolerances.of(TOLERANCE, TOLERANCE)),
                SaveAt.times(t));
        for (int i = 0; i < expected.length; i++) {
          assertEquals(
              expected[i],
              solution.state(0, 0, i),
              100 * TOLERANCE,
              name + " on " + problem + " at t = " + t);
        }
      }
    }
  }

  private static double[] oracle(ReferenceProblem problem, double end) {
    double[] y = problem.initial();
    DormandPrince853Integrator integrator =
        new DormandPrince853Integrator(1e-12, end, 1e-13, 1e-13);
    double[] result = new double[y.length];
    integrator.integrate(new FiniteEquations(problem), problem.span().start(), y, end, result);
    return result;
  }

  /// Its integrators hang on NaN: it must not see one.
  private static final class FiniteEquations implements FirstOrderDifferentialEquations {
    private final Executable derivative;
    private final int dimension;

    FiniteEquations(ReferenceProblem problem) {
      derivative = new ReferenceBackend().compile(problem.field().graph());
      dimension = problem.field().dimension();
    }

    @Override
    public int getDimension() {
      return dimension;
    }

    @Override
    public void computeDerivatives(double t, double[] y, double[] yDot) {
      derivative.run(new double[][] {{t}, y}, new double[][] {yDot}, 1);
      for (double value : yDot) {
        assertTrue(Double.isFinite(value), "derivative at t = " + t + " is " + value);
      }
    }
  }
}
