package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.optim.LevenbergMarquardt;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.optim.Residuals;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TrainerTest {
  static final ParameterSpec SPEC =
      ParameterSpec.builder()
          .add("0.a", Shape.of(2), new Constant(-1.2))
          .add("1.a", Shape.of(2), new Constant(0.7))
          .build();
  static final ParameterVector START = SPEC.initialize(0);

  /// Σ 10(xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²; minimum 0 at ones.
  static double valley(double[] x, double[] g) {
    Arrays.fill(g, 0);
    double sum = 0;
    for (int i = 0; i + 1 < x.length; i++) {
      double a = x[i + 1] - x[i] * x[i];
      double b = 1 - x[i];
      sum += 10 * a * a + b * b;
      g[i] += -40 * a * x[i] - 2 * b;
      g[i + 1] += 20 * a;
    }
    return sum;
  }

  @Test
  void stagesRunInOrderAndTheBestIsKept() {
    List<String> log = new ArrayList<>();
    List<Double> losses = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStage(int index, Stage stage) {
            log.add(index + " " + stage.kind());
          }

          @Override
          public void onStep(TrainingStep step) {
            assertEquals(losses.size(), step.step());
            assertEquals(700, step.total());
            losses.add(step.loss());
          }

          @Override
          public void onEnd(TrainingResult result) {
            log.add("end");
          }
        };
    TrainingPlan plan =
        TrainingPlan.of(
            new FirstOrderStage(new ClipNorm(10, new Adam(0.1)), 200),
            new LbfgsStage(new Lbfgs(500)));
    TrainingResult result =
        new Trainer(plan, listener, () -> false).train(TrainerTest::valley, START);
    assertEquals(List.of("0 Adam", "1 Lbfgs", "end"), log);
    assertEquals(Termination.GRADIENT_TOLERANCE, converged(result).reason());
    assertArrayEquals(new double[] {1, 1, 1, 1}, result.parameters().flat(), 1e-7);
    assertArrayEquals(losses.stream().mapToDouble(x -> x).toArray(), result.lossHistory());
    assertEquals(Arrays.stream(result.lossHistory()).min().orElseThrow(), result.bestLoss());
    assertEquals(result.bestLoss(), valley(result.parameters().flat(), new double[4]));
    assertEquals(-1.2, START.flat()[0], "the start was changed");
  }

  @Test
  void theBestIsKeptWhenTheLossRisesAgain() {
    Objective square = TrainerTest::square;
    // At rate 1.05 plain descent on x² overshoots and grows by 1.1 a step.
    TrainingResult result =
        new Trainer(TrainingPlan.of(new FirstOrderStage(new Descent(1.05), 5)))
            .train(square, START);
    assertEquals(0, result.lossHistory().length - 6);
    assertTrue(result.lossHistory()[5] > result.lossHistory()[0], "the loss did not rise");
    assertTrue(result.parameters().sameBits(START), "the best parameters were lost");
  }

  static Stream<Stage> stages() {
    return Stream.of(
        new FirstOrderStage(new Adam(0.05), 50),
        new LbfgsStage(new Lbfgs(50)),
        new LeastSquaresStage(new LevenbergMarquardt(50), new Distances()));
  }

  @ParameterizedTest
  @MethodSource("stages")
  void frozenParametersKeepTheirBits(Stage stage) {
    ParameterVector start = START.copy();
    start.flat()[1] = -0.0;
    Objective poisoned =
        (x, g) -> {
          double value = square(x, g);
          g[0] = Double.NaN;
          g[1] = 1;
          return value;
        };
    TrainingPlan plan = TrainingPlan.of(stage).freezing("0.*");
    double[] p = new Trainer(plan).train(poisoned, start).parameters().flat();
    assertEquals(Double.doubleToRawLongBits(-1.2), Double.doubleToRawLongBits(p[0]));
    assertEquals(Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(p[1]));
    assertTrue(Math.abs(p[2]) < 0.1, "the free parameters were not trained: " + p[2]);
  }

  @ParameterizedTest
  @MethodSource("stages")
  void singlePrecisionParametersStaySo(Stage stage) {
    ParameterVector start = SPEC.initialize(0, DType.F32);
    Objective checked =
        (x, g) -> {
          for (double v : x) {
            assertEquals((float) v, v, "evaluated at a value that is no binary32");
          }
          return square(x, g);
        };
    TrainingResult result = new Trainer(TrainingPlan.of(stage)).train(checked, start);
    assertEquals(DType.F32, result.parameters().dtype());
    assertEquals(result.bestLoss(), square(result.parameters().flat(), new double[4]));
  }

  @Test
  void leastSquaresReportsTheObjectivesLoss() {
    Stage stage = new LeastSquaresStage(new LevenbergMarquardt(50), new Distances());
    TrainingResult result = new Trainer(TrainingPlan.of(stage)).train(TrainerTest::square, START);
    assertEquals(0, result.bestLoss(), 1e-20);
    assertEquals(1, result.steps());
    converged(result);
  }

  @Test
  void earlyStoppingWaitsForItsPatience() {
    Objective flat =
        (x, g) -> {
          Arrays.fill(g, 1);
          return x[0] > -1.25 ? x[0] : -1.25;
        };
    TrainingPlan plan =
        TrainingPlan.of(new FirstOrderStage(new Descent(0.01), 100))
            .stoppingEarly(new EarlyStopping(7, 1e-6));
    TrainingResult result = new Trainer(plan).train(flat, START);
    // Five steps of 0.01 reach the floor; seven without progress follow.
    assertEquals(new TrainingOutcome.StoppedEarly(12, 7), result.outcome());
    assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(0, 0));
    assertThrows(IllegalArgumentException.class, () -> new EarlyStopping(1, Double.NaN));
  }

  @Test
  void aLossThatTurnsNanHalvesTheRateAndGoesOn() {
    // Defined for x < 2 only; a full step from -1.2 leads to 2.8, a half step to 0.8.
    Objective edge =
        (x, g) -> {
          Arrays.fill(g, 0);
          g[0] = -4;
          return x[0] < 2 ? -x[0] : Double.NaN;
        };
    TrainingPlan plan = TrainingPlan.of(new FirstOrderStage(new Descent(1), 2));
    TrainingResult result = new Trainer(plan).train(edge, START);
    assertEquals(new TrainingOutcome.Completed(2), result.outcome());
    // Step 1 at rate 1/2 ends at 0.8; step 2 fails at 1/2, succeeds at 1/4.
    assertArrayEquals(new double[] {1.2, -0.8, -1.8}, result.lossHistory(), 1e-15);
  }

  @Test
  void aLossThatStaysNanEndsWithTheLastGoodWeights() {
    int[] calls = {0};
    Objective dying =
        (x, g) -> {
          double value = square(x, g);
          return ++calls[0] > 4 ? Double.POSITIVE_INFINITY : value;
        };
    TrainingPlan plan = TrainingPlan.of(new FirstOrderStage(new Adam(0.1), 100));
    TrainingResult result = new Trainer(plan).train(dying, START);
    assertEquals(new TrainingOutcome.Diverged(4, Double.POSITIVE_INFINITY), result.outcome());
    assertEquals(4 + 6, calls[0], "five halvings, so six tries");
    assertEquals(result.bestLoss(), square(result.parameters().flat(), new double[4]));
    assertEquals(3, result.steps());
    assertTrue(result.outcome().message().contains("step 4"), result.outcome().message());
    assertTrue(result.outcome().remedy().contains("rate"), result.outcome().remedy());
  }

  @ParameterizedTest
  @MethodSource("stages")
  void aStartThatCannotBeEvaluatedIsDivergedAtStepZero(Stage stage) {
    Objective nowhere = (x, g) -> Double.NaN;
    TrainingResult result = new Trainer(TrainingPlan.of(stage)).train(nowhere, START);
    assertEquals(new TrainingOutcome.Diverged(0, Double.NaN), result.outcome());
    assertTrue(result.outcome().remedy().contains("start values"), result.outcome().remedy());
    assertTrue(result.parameters().sameBits(START), "start changed");
  }

  @ParameterizedTest
  @MethodSource("stages")
  void cancellationStopsBeforeTheNextStep(Stage stage) {
    Cancellation cancellation = new Cancellation();
    cancellation.cancel();
    TrainingPlan plan = TrainingPlan.of(stage, new FirstOrderStage(new Adam(), 5));
    TrainingResult result =
        new Trainer(plan, TrainingListener.NONE, cancellation).train(TrainerTest::square, START);
    assertInstanceOf(TrainingOutcome.Cancelled.class, result.outcome());
    assertTrue(result.parameters().sameBits(START), "a step was taken");
  }

  @Test
  void anInterruptCancelsAndIsKept() {
    Thread.currentThread().interrupt();
    TrainingPlan plan = TrainingPlan.of(new FirstOrderStage(new Adam(), 5));
    TrainingResult result = new Trainer(plan).train(TrainerTest::square, START);
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    assertEquals(new TrainingOutcome.Cancelled(0), result.outcome());
  }

  @Test
  void badPlansAreNamed() {
    TrainingPlan plan = TrainingPlan.of(new FirstOrderStage(new Adam(), 5));
    assertMessage("all are frozen", plan.freezing("*"));
    assertMessage("'x' matches no parameter", plan.freezing("x"));
    assertThrows(IllegalArgumentException.class, TrainingPlan::of);
    assertThrows(IllegalArgumentException.class, () -> new FirstOrderStage(new Adam(), 0));
    assertThrows(
        IllegalArgumentException.class,
        () -> new TrainingPlan(List.of(), List.of(), Optional.empty(), Optional.empty()));
    assertThrows(
        IllegalArgumentException.class, () -> new Trainer(plan).resume(TrainerTest::square, START));
  }

  private static void assertMessage(String part, TrainingPlan plan) {
    Objective never =
        (x, g) -> {
          throw new AssertionError("evaluated before the plan was checked");
        };
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> new Trainer(plan).train(never, START))
                .getMessage());
    assertTrue(message.contains(part), message);
  }

  private static TrainingOutcome.Converged converged(TrainingResult result) {
    return assertInstanceOf(TrainingOutcome.Converged.class, result.outcome());
  }

  private static double square(double[] x, double[] g) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * x[i];
      g[i] = 2 * x[i];
    }
    return sum;
  }

  /// The residuals of [#square].
  private record Distances() implements Residuals {
    @Override
    public int count() {
      return 4;
    }

    @Override
    public void evaluate(double[] x, double[] r, double[][] jacobian) {
      for (int i = 0; i < 4; i++) {
        Arrays.fill(jacobian[i], 0);
        r[i] = x[i];
        jacobian[i][i] = 1;
      }
    }
  }
}
