package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.Controller;
import dev.odeon.ode.control.Norm;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.hipparchus.HipparchusTableaus;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StepLimitsTest {
  private static final StepControl.Adaptive LOOSE = StepControl.adaptive(Tolerances.of(1e-3, 1e-3));
  private static final FieldGraph DECAY = FieldGraph.trace("decay", (t, y, p) -> y.negate(), 1);
  private static final FieldGraph VAN_DER_POL =
      FieldGraph.trace(
          "van_der_pol",
          (t, y, p) -> {
            Tensor a = y.get(0);
            Tensor b = y.get(1);
            return Tensor.concatenate(b, a.times(a).negate().plus(1).times(b).times(5).minus(a));
          },
          2);

  private static LaneRun run(
      FieldGraph field, StepControl control, TimeSpan span, double... initial) {
    return run(field, Tsit5.METHOD, control, span, initial);
  }

  private static LaneRun run(
      FieldGraph field, LaneMethod method, StepControl control, TimeSpan span, double... initial) {
    return new LaneIntegrator(
            field, method, control, span, SaveAt.end(span), Backends.preferred(), 1)
        .run(initial, new double[0][], 1, Recording.FULL);
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, -10})
  void theFirstStepIsTheOneGiven(double end) {
    double step = 0.0123;
    TimeSpan span = TimeSpan.of(0, end);
    StepRecord record = run(DECAY, LOOSE.withInitialStep(step), span, 1).records().getFirst();
    assertEquals(Math.copySign(step, end), record.h(0), 0.0);
  }

  @Test
  void aFirstStepGivenSparesTheEvaluationsOfItsGuess() {
    TimeSpan span = TimeSpan.of(0, 0.1);
    SolveStats stats = run(DECAY, LOOSE.withInitialStep(0.1), span, 1).solution().stats(0);
    assertEquals(new SolveStats(7, 1, 0), stats);
  }

  @Test
  void aFirstStepBeyondTheEndEndsThere() {
    TimeSpan span = TimeSpan.of(1, 1.25);
    StepRecord record = run(DECAY, LOOSE.withInitialStep(3), span, 1).records().getFirst();
    assertEquals(1, record.steps());
    assertEquals(0.25, record.h(0), 0.0);
  }

  @ParameterizedTest
  @ValueSource(doubles = {10, -10})
  void noStepIsLargerThanTheLargestAllowed(double end) {
    double most = 0.03125;
    TimeSpan span = TimeSpan.of(0, end);
    FieldGraph still = FieldGraph.trace("still", (t, y, p) -> y.zeros(), 1);
    StepRecord record = run(still, LOOSE.withMaxStep(most), span, 1).records().getFirst();
    for (int i = 0; i < record.steps(); i++) {
      assertTrue(Math.abs(record.h(i)) <= most, "step " + i + " of size " + record.h(i));
    }
    double middle = record.h(record.steps() / 2);
    assertEquals(Math.copySign(most, end), middle, 0.0, "nothing else limits steps");
  }

  @Test
  void noStepIsSmallerThanTheLeastAllowedUnlessItEndsAtTheEnd() {
    double least = 0.3;
    TimeSpan span = TimeSpan.of(0, 10);
    StepControl.Adaptive control =
        StepControl.adaptive(Tolerances.of(1e-3, 1e-3)).withMinStep(least);
    LaneRun run = run(DECAY, control, span, 1);
    assertEquals(new Outcome.Success(), run.solution().outcome(0));
    StepRecord record = run.records().getFirst();
    for (int i = 0; i < record.steps() - 1; i++) {
      assertTrue(record.h(i) >= least, "step " + i + " of size " + record.h(i));
    }
    assertEquals(least, record.h(0), 0.0, "the guess of the first step is smaller");
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -1})
  void aStepOfTheLeastSizeThatFailsEndsTheTrajectoryAndNamesTheLimit(double sign) {
    double least = 0.125;
    TimeSpan span = TimeSpan.of(0, sign);
    FieldGraph fast =
        FieldGraph.trace("fast", (t, y, p) -> y.times(0).plus(t.times(1e4).sin().times(1e4)), 1);
    StepControl.Adaptive control =
        StepControl.adaptive(Tolerances.of(1e-6, 1e-6)).withMinStep(least).withInitialStep(0.5);
    LaneRun run = run(fast, control, span, 1);
    Outcome.StepUnderflow outcome =
        assertInstanceOf(Outcome.StepUnderflow.class, run.solution().outcome(0));
    assertEquals(least, outcome.minStep());
    assertTrue(Math.abs(outcome.h()) < least, outcome.message());
    assertEquals(Math.signum(sign), Math.signum(outcome.h()), outcome.message());
    assertTrue(outcome.message().endsWith("is below minStep 0.125"), outcome.message());
    assertTrue(outcome.remedy().contains("lower minStep"), outcome.remedy());
    assertEquals(2, run.solution().stats(0).rejected(), "0.5, then 0.125 were tried");
  }

  @Test
  void aLargestStepThatTimeCannotResolveIsAnUnderflow() {
    TimeSpan span = TimeSpan.of(1e6, 1e6 + 1);
    Outcome outcome = run(DECAY, LOOSE.withMaxStep(1e-12), span, 1).solution().outcome(0);
    assertInstanceOf(Outcome.StepUnderflow.class, outcome);
    assertTrue(outcome.message().endsWith("too small to advance time"), outcome.message());
  }

  /// Two oscillators that do not touch, the second a million times smaller.
  @Test
  void aSmallComponentIsFollowedOnlyIfItsOwnToleranceAsksForIt() {
    FieldGraph pair =
        FieldGraph.trace(
            "pair",
            (t, y, p) ->
                Tensor.concatenate(
                    y.get(1), y.get(0).negate(), y.get(3).times(10), y.get(2).times(-10)),
            4);
    TimeSpan span = TimeSpan.of(0, 5);
    double[] start = {1, 0, 1e-6, 0};
    double exact = 1e-6 * Math.cos(50);
    Tolerances uniform = Tolerances.of(0, 1e-5);
    Tolerances own = Tolerances.perComponent(0, 1e-5, 1e-5, 1e-12, 1e-12);
    double coarse = run(pair, StepControl.adaptive(uniform), span, start).solution().state(0, 0, 2);
    double fine = run(pair, StepControl.adaptive(own), span, start).solution().state(0, 0, 2);
    assertEquals(exact, fine, 50e-12);
    assertTrue(Math.abs(coarse - exact) > 1e-9, "one tolerance for all ignores it: " + coarse);
  }

  @Test
  void tolerancesAndNormsThatDoNotFitTheStateAreRefused() {
    TimeSpan span = TimeSpan.of(0, 1);
    StepControl tolerances = StepControl.adaptive(Tolerances.perComponent(1e-6, 1e-6, 1e-6));
    StepControl norm = LOOSE.withNorm(new Norm.Blocks(List.of(2)));
    assertEquals(
        "absTol has 2 elements, the state has 1",
        assertThrows(IllegalArgumentException.class, () -> run(DECAY, tolerances, span, 1))
            .getMessage());
    assertEquals(
        "norm blocks [2] have 2 components, the state has 1",
        assertThrows(IllegalArgumentException.class, () -> run(DECAY, norm, span, 1)).getMessage());
  }

  static List<Controller> laws() {
    return List.of(
        Controller.INTEGRAL,
        Controller.PI,
        Controller.PID,
        Controller.H211B,
        Controller.PREDICTIVE);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void everyLawReachesTheToleranceOnVanDerPolsEquation(Controller law) {
    StepControl.Adaptive control = StepControl.adaptive(Tolerances.of(1e-7, 1e-7));
    TimeSpan span = TimeSpan.of(0, 30);
    LaneRun reference =
        run(VAN_DER_POL, StepControl.adaptive(Tolerances.of(1e-12, 1e-12)), span, 2, 0);
    double[] exact = reference.solution().state(0, 0);
    LaneRun run = run(VAN_DER_POL, control.withController(law), span, 2, 0);
    double[] y = run.solution().state(0, 0);
    for (int i = 0; i < 2; i++) {
      assertEquals(exact[i], y[i], 10e-7 * (1 + Math.abs(exact[i])), law + ", component " + i);
    }
  }

  @Test
  void filtersAndPredictionAreRejectedLessOftenThanIntegralControl() {
    long integral = vanDerPol(Controller.INTEGRAL).rejected();
    for (Controller law : List.of(Controller.PI, Controller.PID, Controller.PREDICTIVE)) {
      long rejected = vanDerPol(law).rejected();
      assertTrue(
          rejected < 0.8 * integral, law + ": " + rejected + " rejections, integral " + integral);
    }
  }

  private static SolveStats vanDerPol(Controller law) {
    StepControl control = StepControl.adaptive(Tolerances.of(1e-6, 1e-6)).withController(law);
    return run(
            VAN_DER_POL, HipparchusTableaus.DORMAND_PRINCE_54, control, TimeSpan.of(0, 200), 2, 0)
        .solution()
        .stats(0);
  }

  @Test
  void theMaximumNormNeverTakesFewerSteps() {
    TimeSpan span = TimeSpan.of(0, 20);
    StepControl.Adaptive control = StepControl.adaptive(Tolerances.DEFAULT);
    long mean = run(VAN_DER_POL, control, span, 2, 0).solution().stats(0).accepted();
    long most =
        run(VAN_DER_POL, control.withNorm(Norm.MAXIMUM), span, 2, 0).solution().stats(0).accepted();
    assertTrue(most >= mean, "maximum " + most + ", root mean square " + mean);
    assertTrue(most <= 1.2 * mean, "maximum " + most + ", root mean square " + mean);
  }
}
