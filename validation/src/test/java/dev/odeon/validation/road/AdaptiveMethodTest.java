package dev.odeon.validation.road;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Method;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.validation.problem.ClosedFormProblem;
import dev.odeon.validation.problem.TabulatedProblem;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What every adaptive method must do; subclasses say which, and how near to published values it
/// comes.
@Timeout(60)
abstract class AdaptiveMethodTest {
  /// Most error, in units of the tolerance, at any of the save times.
  private static final double BOUND = 10;

  private final Method method;
  private final double tightest;
  private final double tabulatedBound;

  /// @param tightest the tolerance with which published values are met
  /// @param tabulatedBound most error there
  AdaptiveMethodTest(String method, double tightest, double tabulatedBound) {
    this.method = Methods.named(method);
    this.tightest = tightest;
    this.tabulatedBound = tabulatedBound;
  }

  static List<ClosedFormProblem> closedForms() {
    return ClosedFormProblem.all();
  }

  static List<TabulatedProblem> tables() {
    return TabulatedProblem.all();
  }

  private static DoubleStream tolerances() {
    return DoubleStream.of(1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10);
  }

  @ParameterizedTest
  @MethodSource("closedForms")
  void meetsTheClosedFormAndTheOtherRoadForwards(ClosedFormProblem problem) {
    tolerances().forEach(tolerance -> check(problem, problem.problem(), tolerance));
  }

  @ParameterizedTest
  @MethodSource("closedForms")
  void meetsTheClosedFormAndTheOtherRoadBackwards(ClosedFormProblem problem) {
    tolerances().forEach(tolerance -> check(problem, problem.backwards(), tolerance));
  }

  private void check(ClosedFormProblem closedForm, OdeProblem problem, double tolerance) {
    Tolerances both = Tolerances.of(tolerance, tolerance);
    StepControl control = StepControl.adaptive(both);
    SaveAt saveAt = SaveAt.linspace(problem.span().start(), problem.span().end(), 41);
    Solution solution = OdeSolver.solve(problem, method, control, saveAt);
    assertEquals(new Outcome.Success(), solution.outcome(0));
    String what = method.name() + " on " + closedForm.name() + " at tolerance " + tolerance;
    for (int i = 0; i < saveAt.count(); i++) {
      double[] exact = closedForm.exact(saveAt.time(i));
      double error = Discrepancy.between(solution.state(0, i), exact, both);
      String when = what + ", t = " + saveAt.time(i) + ": error / tolerance = " + error;
      assertTrue(error <= BOUND, when);
    }
    Solution lanes = OdeSolver.solve(problem, Tsit5.METHOD, control, saveAt);
    double apart = Discrepancy.between(solution, lanes, both);
    assertTrue(apart <= BOUND, what + " and tsit5 on lanes are apart by " + apart);
  }

  @ParameterizedTest
  @MethodSource("tables")
  void meetsValuesOf33DigitArithmetic(TabulatedProblem problem) {
    StepControl control = StepControl.adaptive(Tolerances.of(tightest, tightest));
    Solution solution = OdeSolver.solve(problem.problem(), method, control, problem.times());
    assertEquals(new Outcome.Success(), solution.outcome(0));
    for (int i = 0; i < problem.times().count(); i++) {
      int at = i;
      double[] expected = problem.reference(i);
      double[] y = solution.state(0, i);
      assertAll(
          IntStream.range(0, y.length)
              .mapToObj(
                  c ->
                      () ->
                          assertEquals(
                              expected[c],
                              y[c],
                              tabulatedBound,
                              method + " on " + problem + ", time " + at + ", component " + c)));
    }
  }
}
