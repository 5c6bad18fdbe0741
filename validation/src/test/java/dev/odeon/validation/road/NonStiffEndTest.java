package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.ExplicitRungeKutta;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.EndProblem;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// The explicit methods on lanes on the problems that are not stiff and not of DETEST: a third of
/// the pairs, in which every method and every problem comes up; all of them in
/// [AllNonStiffEndTest].
@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NonStiffEndTest {
  /// Most error at the end, in tolerances, where the problem itself does not magnify errors.
  private static final double PROMISE = 10;

  /// By how much more the problems that do may end off: Arenstorf's orbit makes up to 2.2e6 of an
  /// error of 1, the Pleiades 133, each once a step; the spiral, at loose tolerances, turns too
  /// fast or too slowly on each of its revolutions.
  private static final Map<String, Double> MAGNIFYING =
      Map.of("arenstorf", 5000.0, "pleiades", 200.0, "cubic_spiral", 25.0);

  /// What is known to end farther off than its problem explains; stated in docs/solving.md.
  private static final Map<String, Double> MISSES =
      Map.of("higham_hall_54 on lorenz", 15.0, "verner8 on pleiades", 10_000.0);

  /// Of all pairs the first, and so many behind it the next.
  int stride() {
    return 3;
  }

  /// The sum of their numbers decides, so that no method and no problem is left out.
  Stream<Arguments> methodsAndProblems() {
    List<Method> methods =
        Methods.all().stream()
            .filter(method -> method instanceof ExplicitRungeKutta pair && pair.hasErrorEstimate())
            .filter(method -> method.order() >= 4)
            .toList();
    List<EndProblem> problems = EndProblem.nonStiff();
    return IntStream.range(0, methods.size())
        .boxed()
        .flatMap(
            i ->
                IntStream.range(0, problems.size())
                    .filter(j -> (i + j) % stride() == 0)
                    .mapToObj(j -> Arguments.of(methods.get(i), problems.get(j))));
  }

  @ParameterizedTest
  @MethodSource("methodsAndProblems")
  void endsWithinTheToleranceTimesWhatTheProblemMagnifies(Method method, EndProblem problem) {
    double bound =
        MISSES.getOrDefault(
            method.name() + " on " + problem.name(),
            PROMISE * MAGNIFYING.getOrDefault(problem.name(), 1.0));
    for (int digits = 3; digits <= 11; digits += 2) {
      double tolerance = Math.pow(10, -digits);
      check(method, problem, tolerance, tolerance, bound);
    }
  }

  /// What a user does who must have the error at the end, not that of each step.
  @ParameterizedTest
  @MethodSource("methodsAndProblems")
  void aToleranceSmallerByTheMagnificationEndsWithinTen(Method method, EndProblem problem) {
    double magnification = MAGNIFYING.getOrDefault(problem.name(), 1.0);
    for (int digits = 3; digits <= 6; digits += 3) {
      double wanted = Math.pow(10, -digits);
      double bound =
          magnification == 1
              ? MISSES.getOrDefault(method.name() + " on " + problem.name(), PROMISE)
              : PROMISE;
      check(method, problem, wanted / magnification, wanted, bound);
    }
  }

  private static void check(
      Method method, EndProblem problem, double tolerance, double unit, double bound) {
    StepControl control = StepControl.adaptive(problem.tolerances(tolerance));
    Solution solution = OdeSolver.solve(problem.problem(), method, control, problem.atEnd());
    String what = method.name() + " on " + problem + " at tolerance " + tolerance;
    assertEquals(List.of(new Outcome.Success()), List.of(solution.outcome(0)), what);
    double error = problem.error(solution.state(0, 0), problem.tolerances(unit));
    assertTrue(error <= bound, what + ": error / " + unit + " = " + error);
  }
}
