package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.lanes.StepRecord;
import dev.odeon.ode.method.Auto;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/// Gradients of steps that an explicit and a stiff method took in turns: van der Pol's equation,
/// one trajectory gentle, one stiff, one between.
class AutoGradientTest {
  private static GradientProblem vanDerPol() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("mu", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("pull", new ValueType(TensorType.f64(), Scope.SHARED));
    FieldGraph field =
        FieldGraph.trace(
            "van_der_pol",
            (t, y, p) -> {
              Tensor x = y.get(0);
              Tensor v = y.get(1);
              Tensor damping = x.times(x).minus(1).negate().times(v).times(p.get("mu"));
              return Tensor.concatenate(v, damping.minus(x.times(p.get("pull"))));
            },
            2,
            types);
    LaneIntegrator integrator =
        new LaneIntegrator(
            field,
            Auto.METHOD,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            TimeSpan.of(0, 12),
            SaveAt.times(0.37, 3.1, 7.7, 12),
            new ReferenceBackend(),
            1);
    return new GradientProblem(
        integrator, 3, new double[] {2, 2, 2, 0, 0, 0}, new double[][] {{1, 300, 12}, {1}});
  }

  private static int[] steps(StepRecord record) {
    int[] ways = new int[2];
    for (int step = 0; step < record.steps(); step++) {
      ways[(int) record.choice(step)]++;
    }
    return ways;
  }

  @Test
  void theRecordKnowsWhichMethodTookAStep() {
    LaneRun run = vanDerPol().run();
    int[] gentle = steps(run.records().get(0));
    int[] stiff = steps(run.records().get(1));
    assertTrue(gentle[0] > 50 && gentle[1] == 0, gentle[0] + " and " + gentle[1] + " steps");
    assertTrue(stiff[0] > 5 && stiff[1] > 5, stiff[0] + " and " + stiff[1] + " steps");
  }

  @Test
  void everyStepIsDifferentiatedByTheMethodThatTookIt() {
    GradientProblem problem = vanDerPol();
    problem.checkDotProduct(1e-12);
    problem.checkAgainstForward();
    problem.checkAgainstDifferences(1e-5);
  }

  @Test
  void theirSecondDerivativesAreSymmetric() {
    SecondOrderCheck check = new SecondOrderCheck(vanDerPol());
    check.checkStepsAreTheSame();
    check.checkDotProducts(1e-12);
    check.checkCheckpoints(12_000);
  }

  @Test
  void checkpointsLeaveEveryBit() {
    GradientProblem problem = vanDerPol();
    LaneRun whole = problem.run();
    double[] w = problem.cotangent(whole);
    GradientProblem.Gradient expected = problem.discrete(whole, w);
    LaneRun thin =
        problem
            .integrator()
            .run(problem.initial(), problem.parameters(), 3, Recording.within(8_000));
    assertTrue(!thin.isComplete(), "the case itself: every step was kept");
    GradientProblem.Gradient found = problem.discrete(thin, w);
    assertArrayEquals(expected.initial(), found.initial());
    assertArrayEquals(expected.parameters()[0], found.parameters()[0]);
    assertArrayEquals(expected.parameters()[1], found.parameters()[1]);
  }

  /// Alone a trajectory has the gradient that it has beside others, which make the other method run
  /// in its column too.
  @Test
  void bitsDoNotDependOnTheMethodsOfOtherTrajectories() {
    GradientProblem all = vanDerPol();
    LaneRun run = all.run();
    double[] w = all.cotangent(run);
    GradientProblem.Gradient together = all.discrete(run, w);
    for (int lane = 0; lane < 3; lane++) {
      double[] mine = new double[w.length / 3];
      for (int k = 0; k < mine.length; k++) {
        mine[k] = w[3 * k + lane];
      }
      GradientProblem alone =
          new GradientProblem(
              all.integrator(),
              1,
              new double[] {2, 0},
              new double[][] {{all.parameters()[0][lane]}, {1}});
      GradientProblem.Gradient own = alone.discrete(alone.run(), mine);
      assertEquals(together.initial()[lane], own.initial()[0], "lane " + lane);
      assertEquals(together.parameters()[0][lane], own.parameters()[0][0], "lane " + lane);
    }
  }
}
