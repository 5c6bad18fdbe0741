package dev.odeon.adjoint.fit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class StrategiesTest {
  /// A turn of the plane, dx/dt = -y, dy/dt = x, at 13 times.
  private static final double[] TIMES = SaveAt.linspace(1, 4, 13).toArray();

  private static final Trajectory CIRCLE =
      Trajectory.of(TIMES, values(t -> Math.cos(t - 1)), values(t -> Math.sin(t - 1)));
  private static final NeuralOde MODEL =
      NeuralOde.of(
          new Dense(2, 2),
          Tsit5.METHOD,
          TimeSpan.of(0, 1),
          SaveAt.times(1),
          Tolerances.of(1e-9, 1e-9));

  private static double[] values(DoubleUnaryOperator f) {
    return Arrays.stream(TIMES).map(f).toArray();
  }

  @Test
  void windowsBeginAtObservedStates() {
    Windows windows = new Windows(CIRCLE, 4, 3);
    assertEquals(4, windows.count());
    Samples samples = windows.samples();
    for (int w = 0; w < 4; w++) {
      assertEquals(Math.sin(0.75 * w), samples.inputs()[4 + w], 1e-15, "start of window " + w);
      for (int i = 0; i < 4; i++) {
        double x = samples.targets()[2 * i * 4 + w];
        assertEquals(Math.cos(0.75 * w + 0.25 * i), x, 1e-15, "point " + i + " of window " + w);
      }
    }
    ParameterVector turn =
        ParameterVector.of(MODEL.parameters(Shape.of(2)), DType.F64, 0, -1, 1, 0, 0, 0);
    double[] predicted = Fit.of(windows.shortened(MODEL), Loss.MEAN_SQUARE, samples).predict(turn);
    assertArrayEquals(samples.targets(), predicted, 1e-7);
  }

  @Test
  void shootingWithTheTruthHasNoGaps() {
    MultipleShooting shooting = new MultipleShooting(MODEL, CIRCLE, 4, 10);
    Samples samples = shooting.samples();
    ParameterVector p = shooting.parameters(samples.inputShape()).initialize(1);
    assertArrayEquals(
        new double[] {1, 0, Math.cos(0.75), Math.sin(0.75)},
        Arrays.copyOfRange(p.flat(), 6, 10),
        1e-15,
        "windows begin at the observed states");
    p.view("flow.weight").copyFrom(new double[] {0, -1, 1, 0});
    Fit fit = Fit.of(shooting, Loss.MEAN_SQUARE, samples);
    assertArrayEquals(samples.targets(), fit.predict(p), 1e-6);
    assertArrayEquals(new double[] {0, -1, 1, 0, 0, 0}, shooting.flowOf(p).flat());
  }

  @Test
  void aGapIsTheEndLessTheNextStartTimesTheWeight() {
    MultipleShooting shooting = new MultipleShooting(MODEL, CIRCLE, 7, 10);
    Samples samples = shooting.samples();
    ParameterVector p = shooting.parameters(samples.inputShape()).initialize(1);
    p.view("flow.weight").copyFrom(new double[] {0, 0, 0, 0});
    double[] y = Fit.of(shooting, Loss.MEAN_SQUARE, samples).predict(p);
    // Without motion the first window ends where it begins, at (1, 0); the second has no next one.
    assertEquals(10 * (1 - Math.cos(1.5)), y[14 * 2], 1e-12);
    assertEquals(10 * -Math.sin(1.5), y[15 * 2], 1e-12);
    assertEquals(0, y[14 * 2 + 1]);
    assertEquals(0, y[15 * 2 + 1]);
  }

  @Test
  void theLastHorizonIsAFitToAllFromWhereTheOthersEnded() {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.05), 15);
    GrowingHorizon growing = GrowingHorizon.inStages(MODEL, CIRCLE, Loss.MEAN_SQUARE, 3);
    assertEquals(List.of(5, 9, 13), growing.counts());
    List<TrainingResult> results = growing.train(plan, 4);
    NeuralOde whole =
        NeuralOde.of(
            MODEL.field(),
            Tsit5.METHOD,
            TimeSpan.of(1, 4),
            SaveAt.times(TIMES),
            Tolerances.of(1e-9, 1e-9));
    Fit fit = Fit.of(whole, Loss.MEAN_SQUARE, CIRCLE.samples());
    TrainingResult again = new Trainer(plan).train(fit.objective(), results.get(1).parameters());
    assertTrue(again.parameters().sameBits(results.get(2).parameters()), "another fit");
    double first = fit.objective().valueAndGradient(start(fit.parameters()), new double[6]);
    assertTrue(results.get(2).bestLoss() < first, "no better than the start");
  }

  private static double[] start(ParameterSpec spec) {
    return spec.initialize(4).flat();
  }

  @Test
  void kernelsAreEvenAndHaveUnitWeight() {
    for (Kernel kernel : Kernel.values()) {
      double sum = 0;
      double h = 1e-3;
      for (double u = -60 + h / 2; u < 60; u += h) {
        sum += h * kernel.weight(u);
      }
      assertEquals(1, sum, 1e-5, "integral of " + kernel);
      assertEquals(kernel.weight(0.3), kernel.weight(-0.3), 0, kernel + " at 0.3");
    }
  }

  @Test
  void everyKernelKeepsLinesAndTheSlopesOfParabolas() {
    Trajectory line = Trajectory.of(TIMES, values(t -> 3 - 2 * t));
    Trajectory parabola = Trajectory.of(TIMES, values(t -> 1 + t - 0.5 * t * t));
    for (Kernel kernel : Kernel.values()) {
      Smoothing smoothing = new Smoothing(kernel, 0.8);
      double[] smooth = smoothing.states(line).component(0);
      double[] slopes = smoothing.derivatives(parabola).component(0);
      for (int i = 0; i < TIMES.length; i++) {
        assertEquals(3 - 2 * TIMES[i], smooth[i], 1e-11, kernel + ", line at " + TIMES[i]);
        assertEquals(1 - TIMES[i], slopes[i], 1e-9, kernel + ", slope at " + TIMES[i]);
      }
    }
  }

  @Test
  void smoothingLowersNoise() {
    SplitMix64 random = new SplitMix64(3);
    double[] times = SaveAt.linspace(0, 6, 121).toArray();
    double[] noisy =
        Arrays.stream(times).map(t -> Math.sin(t) + 0.1 * random.nextGaussian()).toArray();
    Trajectory data = Trajectory.of(times, noisy);
    Smoothing smoothing = Smoothing.of(Kernel.TRICUBE, data);
    double[] smooth = smoothing.states(data).component(0);
    double[] slope = new Smoothing(Kernel.TRICUBE, 1.2).derivatives(data).component(0);
    double before = 0;
    double after = 0;
    double ofSlope = 0;
    for (int i = 0; i < times.length; i++) {
      before += Math.pow(noisy[i] - Math.sin(times[i]), 2) / times.length;
      after += Math.pow(smooth[i] - Math.sin(times[i]), 2) / times.length;
      ofSlope += Math.pow(slope[i] - Math.cos(times[i]), 2) / times.length;
    }
    assertTrue(smoothing.bandwidth() > 0.2 && smoothing.bandwidth() < 1.5, smoothing.toString());
    assertTrue(after < before / 4, "mean square error " + before + " became " + after);
    assertTrue(ofSlope < 0.03, "mean square error of the slopes " + ofSlope);
  }

  @Test
  void aFieldFittedToSlopesOfExactDataIsTheField() {
    Trajectory fine = Trajectory.of(TIMES, CIRCLE.component(0), CIRCLE.component(1));
    Samples samples = new Smoothing(Kernel.QUARTIC, 0.6).samples(fine);
    ParameterVector fitted =
        Fit.of(new Dense(2, 2), Loss.MEAN_SQUARE, samples)
            .train(TrainingPlan.of(new Adam(0.05), 1).then(new Lbfgs(60)), 1)
            .parameters();
    assertArrayEquals(new double[] {0, -1, 1, 0, 0, 0}, fitted.flat(), 0.06);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("times must be finite", () -> Trajectory.of(new double[] {1, 1}, new double[2]));
    refused("is NaN", () -> Trajectory.of(new double[] {0, 1}, new double[] {1, Double.NaN}));
    refused("points 14", () -> new Windows(CIRCLE, 14, 1));
    refused("stride 0", () -> new Windows(CIRCLE, 4, 0));
    Trajectory uneven = Trajectory.of(new double[] {0, 1, 3}, new double[3]);
    refused("not equally spaced", () -> new Windows(uneven, 2, 1));
    refused("do not fill 13", () -> new MultipleShooting(MODEL, CIRCLE, 6, 1));
    refused("weight 0.0", () -> new MultipleShooting(MODEL, CIRCLE, 4, 0));
    refused(
        "count 1 is 3", () -> new GrowingHorizon(MODEL, CIRCLE, Loss.MEAN_SQUARE, List.of(4, 3)));
    refused("bandwidth 0.0", () -> new Smoothing(Kernel.UNIFORM, 0));
    refused("holds too few", () -> new Smoothing(Kernel.UNIFORM, 0.1).states(CIRCLE));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
