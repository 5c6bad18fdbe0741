package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.DiagonallyImplicit;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.RungeKuttaChebyshev;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.Bruss1d;
import dev.odeon.validation.problem.EndProblem;
import dev.odeon.validation.problem.TransistorAmplifier;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every method for stiff problems on every stiff problem.
@Timeout(120)
final class StiffEndTest {
  /// Most error at the end, in tolerances.
  private static final double PROMISE = 50;

  /// Methods of order 1 and 2 that keep no such promise: their many steps add up, on HIRES to 552
  /// and 419 tolerances, on van der Pol's orbit to 167 and 57.
  private static final Map<String, Double> BEYOND =
      Map.of("implicit_euler", 800.0, "trbdf2", 600.0);

  private static final long MAX_STEPS = 1_000_000;

  /// The tightest tolerance, in digits, of methods whose order makes tighter ones a waste.
  private static int tightest(Method method) {
    return switch (method.order()) {
      case 1 -> 4;
      case 2 -> 6;
      case 3 -> 8;
      default -> 9;
    };
  }

  static Stream<Method> methods() {
    return Methods.all().stream()
        .filter(
            method ->
                method instanceof LaneMethod onLanes
                    && switch (onLanes) {
                      case Rosenbrock _, Bdf _, DiagonallyImplicit _, Auto _ -> true;
                      default -> false;
                    });
  }

  static Stream<Arguments> methodsAndProblems() {
    return methods()
        .flatMap(
            method -> EndProblem.stiff().stream().map(problem -> Arguments.of(method, problem)));
  }

  @ParameterizedTest
  @MethodSource("methodsAndProblems")
  void endsWithinFiftyTolerances(Method method, EndProblem problem) {
    check(method, problem, Math.min(4, tightest(method)));
  }

  @ParameterizedTest
  @MethodSource("methodsAndProblems")
  @Tag("nightly")
  void endsWithinFiftyTolerancesAtAll(Method method, EndProblem problem) {
    for (int digits = 3; digits <= tightest(method); digits++) {
      check(method, problem, digits);
    }
  }

  /// A thousand components, real eigenvalues down to -20,000: what Chebyshev methods are for.
  @Test
  @Tag("nightly")
  void aChebyshevMethodEndsOnTheLargeBrusselator() {
    check(RungeKuttaChebyshev.METHOD, Bruss1d.problem(), 4);
  }

  /// Voltages that jump by volts in microseconds.
  @ParameterizedTest
  @ValueSource(strings = {"rodas4", "rodas5p", "radau5", "kvaerno5", "bdf"})
  void theTransistorAmplifierEndsWithinFiftyTolerances(String name) {
    check(Methods.named(name), TransistorAmplifier.problem(), 5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rodas5p", "kvaerno5", "bdf", "radau5"})
  @Tag("nightly")
  void theLargeBrusselatorEndsWithinFiftyTolerances(String name) {
    for (int digits = 3; digits <= 7; digits += 2) {
      check(Methods.named(name), Bruss1d.problem(), digits);
    }
  }

  private static void check(Method method, EndProblem problem, int digits) {
    Tolerances tolerances = problem.tolerances(Math.pow(10, -digits));
    StepControl control = StepControl.adaptive(tolerances).withMaxSteps(MAX_STEPS);
    Solution solution = OdeSolver.solve(problem.problem(), method, control, problem.atEnd());
    String what = method.name() + " on " + problem + " at 1e-" + digits;
    assertEquals(List.of(new Outcome.Success()), List.of(solution.outcome(0)), what);
    double error = problem.error(solution.state(0, 0), tolerances);
    double bound = BEYOND.getOrDefault(method.name(), PROMISE);
    assertTrue(error <= bound, what + ": error in tolerances " + error);
  }
}
