package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.LbfgsStage;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StochasticField;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// `dy = (0.5 - 1.5 y) dt + 0.4 (1 + y / 2) dW` as a layer.
class NeuralSdeTest {
  private static final int LANES = 64;
  private static final double SEED = 5;
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);
  private static final SaveAt SAVES = SaveAt.times(0.5, 1);
  private static final StepControl STEPS = StepControl.fixed(10);
  private static final Shape INPUT = Shape.of(3);
  private static final double[] TRUTH = {-1.5, 0.5, 0.2, 0.4};
  private static final NeuralSde MODEL =
      NeuralSde.ito(
          new Dense(1, 1),
          new Dense(1, 1),
          SolvePlan.of(StochasticMethod.EULER_MARUYAMA, STEPS, UNIT, SAVES));

  private static double[] inputs() {
    double[] inputs = new double[3 * LANES];
    Arrays.fill(inputs, 0, LANES, 2);
    Arrays.fill(inputs, LANES, 2 * LANES, SEED);
    for (int lane = 0; lane < LANES; lane++) {
      inputs[2 * LANES + lane] = lane;
    }
    return inputs;
  }

  private static Fit fit(double[] targets) {
    return Fit.of(
        MODEL, Loss.MEAN_SQUARE, new Samples(LANES, INPUT, inputs(), Shape.of(2, 1), targets));
  }

  private static double[] predicted() {
    ParameterVector truth = ParameterVector.of(MODEL.parameters(INPUT), DType.F64, TRUTH);
    return fit(new double[2 * LANES]).predict(truth);
  }

  @Test
  void followsThePathsThatTheSolverFollows() {
    FieldGraph field =
        StochasticField.ito(
                (t, y, p) -> y.times(TRUTH[0]).plus(TRUTH[1]),
                (t, y, p) -> y.times(TRUTH[2]).plus(TRUTH[3]))
            .trace("line", 1);
    double[] initial = new double[LANES];
    Arrays.fill(initial, 2);
    Solution solution =
        OdeSolver.solve(
            OdeProblem.ensemble(field, UNIT, LANES, initial).withSeed((long) SEED),
            StochasticMethod.EULER_MARUYAMA,
            STEPS,
            SAVES);
    assertArrayEquals(solution.states(), predicted(), 1e-14);
  }

  @Test
  void isFittedToPathsOfTheSameNoise() {
    double[] found =
        fit(predicted())
            .train(TrainingPlan.of(new LbfgsStage(new Lbfgs(60))), 3)
            .parameters()
            .flat();
    assertArrayEquals(TRUTH, found, 1e-4);
  }

  @Test
  void hasSecondDerivativesAlongThePath() {
    GraphObjective loss = fit(new double[2 * LANES]).objective();
    double[] direction = {0.3, -0.2, 0.5, 0.1};
    double[] product = new double[4];
    loss.hessianProduct(TRUTH, direction, product);
    double h = 1e-5;
    double[] above = new double[4];
    double[] below = new double[4];
    double[] at = TRUTH.clone();
    Arrays.setAll(at, i -> TRUTH[i] + h * direction[i]);
    loss.valueAndGradient(at, above);
    Arrays.setAll(at, i -> TRUTH[i] - h * direction[i]);
    loss.valueAndGradient(at, below);
    for (int i = 0; i < 4; i++) {
      assertEquals((above[i] - below[i]) / (2 * h), product[i], 1e-7, "element " + i);
    }
  }

  @Test
  void whatIsNoStateWithASeedIsNamed() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> MODEL.outputShape(Shape.of(2)))
            .getMessage();
    assertTrue(message.contains("not a state, a seed and the number of a trajectory"), message);
    message =
        assertThrows(IllegalArgumentException.class, () -> MODEL.parameters(Shape.of(4)))
            .getMessage();
    assertTrue(message.contains("1"), message);
    assertEquals(Shape.of(2, 1), MODEL.outputShape(INPUT));
  }
}
