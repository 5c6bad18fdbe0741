package dev.odeon.adjoint.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Spline;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.LbfgsStage;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

final class OptimalControlTest {
  private static final TrainingPlan PLAN = TrainingPlan.of(new LbfgsStage(new Lbfgs(60)));

  private static SolvePlan plan(double end, double... times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-8, 1e-8)),
        TimeSpan.of(0, end),
        SaveAt.times(times));
  }

  private static Tensor push(Tensor t, Tensor x, Tensor u) {
    return Tensor.concatenate(x.get(1), u.get(0));
  }

  private static Tensor squares(Tensor t, Tensor x, Tensor u) {
    return x.dot(x).plus(u.dot(u));
  }

  private static OptimalControl regulator() {
    Dense gain = new Dense(2, 1, Activation.IDENTITY, new Constant(-1), new Zeros());
    return OptimalControl.of(
        2,
        OptimalControlTest::push,
        OptimalControlTest::squares,
        new ControlLaw.Feedback(gain),
        plan(12, 0, 12));
  }

  /// A mass pushed by u with cost x^2 + v^2 + u^2: the Riccati equation has the solution `P =
  /// [[sqrt 3, 1], [1, sqrt 3]]`, so the best control is `-x - sqrt(3) v` and the cost of a start z
  /// is z P z, but for e^-12.
  @Test
  void aLinearControllerFindsTheRegulatorOfTheRiccatiEquation() {
    OptimalControl problem = regulator();
    double[] one = {1, 0};
    double[] two = {0, 1};
    TrainingResult result = problem.train(PLAN, 1, one, two);
    double[] gain = new double[2];
    result.parameters().view("weight").copyTo(gain);
    assertEquals(-1, gain[0], 1e-3, "gain of the position");
    assertEquals(-Math.sqrt(3), gain[1], 1e-3, "gain of the velocity");
    assertEquals(Math.sqrt(3), result.bestLoss(), 1e-6, "mean cost of both starts");
    double[][] rows = problem.rollout(result.parameters(), 1, 0);
    assertEquals(-1, rows[0][2], 1e-3, "control at the start");
    assertEquals(0, rows[0][3], "cost at the start");
    assertEquals(Math.sqrt(3), rows[1][3], 1e-5, "cost at the end");
  }

  /// x' = u from x = 1 with cost of u^2 over [0, 1] and x(1)^2 at the end: u = -1/2, cost 1/2.
  @Test
  void anOpenLoopSplineMeetsATerminalCost() {
    OptimalControl problem =
        new OptimalControl(
            1,
            (t, x, u) -> u,
            (t, x, u) -> u.dot(u),
            x -> x.get(0).pow(2),
            new ControlLaw.OpenLoop(Spline.of(0, 1, 5)),
            plan(1, 0.5, 1));
    TrainingResult result = problem.train(PLAN, 1, new double[] {1});
    assertEquals(0.5, result.bestLoss(), 1e-6);
    double[][] rows = problem.rollout(result.parameters(), 1);
    assertEquals(-0.5, rows[0][1], 1e-3, "control halfway");
    assertEquals(0.75, rows[0][0], 1e-3, "position halfway");
    assertEquals(0.25, rows[1][2], 1e-3, "running cost at the end");
  }

  @Test
  void theGradientOfTheCostAgreesWithDifferences() {
    GraphObjective cost = regulator().objective(new double[] {1, 0.5}, new double[] {-0.3, 2});
    double[] at = {-0.8, -1.2, 0.1};
    double[] gradient = new double[3];
    cost.valueAndGradient(at, gradient);
    for (int i = 0; i < 3; i++) {
      double[] x = at.clone();
      x[i] = at[i] + 1e-4;
      double above = cost.valueAndGradient(x, new double[3]);
      x[i] = at[i] - 1e-4;
      double below = cost.valueAndGradient(x, new double[3]);
      double difference = (above - below) / 2e-4;
      assertEquals(difference, gradient[i], 1e-5 * Math.abs(difference) + 1e-6, "parameter " + i);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("no starts", () -> regulator().objective());
    refused("start 0 has length 1", () -> regulator().objective(new double[] {1}));
    refused(
        "component 1 of start 0 is NaN", () -> regulator().objective(new double[] {1, Double.NaN}));
    refused(
        "dimension 0",
        () ->
            OptimalControl.of(
                0,
                OptimalControlTest::push,
                OptimalControlTest::squares,
                new ControlLaw.Feedback(new Dense(2, 1)),
                plan(1, 1)));
    refused(
        "last save time 1.0",
        () ->
            OptimalControl.of(
                2,
                OptimalControlTest::push,
                OptimalControlTest::squares,
                new ControlLaw.Feedback(new Dense(2, 1)),
                plan(2, 1)));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
