package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.loss.SampleLoss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.optim.Momentum;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.RmsProp;
import dev.odeon.nn.params.ParameterVector;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Training that keeps everything where it computes has the bits of training that does not.
final class ResidentStepsTest {
  private static final int STEPS = 30;
  private static final int SAMPLES = 21;

  @TempDir private Path folder;

  private static BatchFit fit(SampleLoss loss) {
    double[] x = new double[2 * SAMPLES];
    double[] y = new double[SAMPLES];
    SplitMix64 random = SplitMix64.stream(3, "samples");
    for (int i = 0; i < SAMPLES; i++) {
      x[i] = random.nextGaussian();
      x[SAMPLES + i] = random.nextGaussian();
      y[i] = x[i] * x[SAMPLES + i];
    }
    return BatchFit.of(
        Chain.of(new Dense(2, 5, Activation.TANH), new Dense(5, 1)),
        loss,
        new Samples(SAMPLES, Shape.of(2), x, Shape.of(1), y),
        6);
  }

  private static BatchFit resident(SampleLoss loss) {
    return fit(loss).on(Backends.preferred());
  }

  private static ParameterVector start(DType type) {
    BatchFit fit = fit(Loss.MEAN_SQUARE::mean);
    return ParameterVector.of(fit.parameters(), type, fit.parameters().initialize(2).flat());
  }

  static Stream<Optimizer> optimizers() {
    return Stream.of(
        new Descent(0.1),
        new Momentum(0.02),
        new RmsProp(0.01),
        new Adam(0.05),
        new ClipNorm(0.4, new Adam(0.05)),
        new ClipNorm(0.1, new Momentum(0.05)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void everyOptimizerTakesTheSameSteps(Optimizer optimizer) {
    BatchTrainer trainer = new BatchTrainer(optimizer, STEPS);
    for (DType type : List.of(DType.F64, DType.F32)) {
      SampleLoss loss = Loss.MEAN_SQUARE::mean;
      for (DType precision : List.of(DType.F64, DType.F32)) {
        String what = "parameters in " + type + ", model in " + precision;
        BatchResult one = trainer.train(fit(loss).in(precision), start(type), 4);
        BatchResult other = trainer.train(resident(loss).in(precision), start(type), 4);
        assertArrayEquals(one.losses(), other.losses(), what);
        assertTrue(one.parameters().sameBits(other.parameters()), what);
      }
      BatchResult here = trainer.train(fit(loss), start(type), 4);
      double[] falls = here.losses();
      double first = Arrays.stream(falls, 0, STEPS / 2).sum();
      assertTrue(Arrays.stream(falls, STEPS / 2, STEPS).sum() < first, "the loss falls");
    }
  }

  @Test
  void aStepThatIsNotFiniteIsNotTaken() {
    // The square root of a negative number now and then.
    SampleLoss loss = (prediction, target) -> prediction.minus(target).get(0).plus(1.9).sqrt();
    BatchTrainer trainer = new BatchTrainer(new Adam(0.3), STEPS);
    BatchResult here = trainer.train(fit(loss), start(DType.F64), 4);
    BatchResult there = trainer.train(resident(loss), start(DType.F64), 4);
    assertEquals(here.outcome(), there.outcome());
    assertArrayEquals(here.losses(), there.losses());
    assertTrue(here.parameters().sameBits(there.parameters()));
    assertTrue(
        Arrays.stream(here.losses()).anyMatch(Double::isNaN),
        "some loss is NaN, or this tests nothing");
  }

  @Test
  void listenersSeeTheParametersOfTheLoss() {
    List<double[]> here = new ArrayList<>();
    List<double[]> there = new ArrayList<>();
    listening(here).train(fit(Loss.MEAN_SQUARE::mean), start(DType.F64), 4);
    listening(there).train(resident(Loss.MEAN_SQUARE::mean), start(DType.F64), 4);
    assertEquals(STEPS, there.size());
    for (int i = 0; i < STEPS; i++) {
      assertArrayEquals(here.get(i), there.get(i), "step " + i);
    }
  }

  private static BatchTrainer listening(List<double[]> seen) {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onStep(TrainingStep step) {
            double[] all = new double[step.parameters().size() + 2];
            System.arraycopy(step.parameters().flat(), 0, all, 0, all.length - 2);
            all[all.length - 2] = step.loss();
            all[all.length - 1] = step.gradientNorm();
            seen.add(all);
          }
        };
    return new BatchTrainer(new RmsProp(0.01), STEPS, listener, () -> false);
  }

  @Test
  void anInterruptedRunGoesOnHereOrThere() throws IOException {
    SampleLoss loss = Loss.MEAN_SQUARE::mean;
    BatchResult whole =
        new BatchTrainer(new Adam(0.05), STEPS).train(fit(loss), start(DType.F64), 4);
    for (boolean goesOnHere : new boolean[] {true, false}) {
      Path file = folder.resolve("run-" + goesOnHere);
      int[] asked = {0};
      BatchTrainer stopping =
          new BatchTrainer(new Adam(0.05), STEPS, TrainingListener.NONE, () -> asked[0]++ == 13)
              .checkpointing(new CheckpointPolicy(file, 5));
      BatchResult part = stopping.train(resident(loss), start(DType.F64), 4);
      assertEquals(new TrainingOutcome.Cancelled(13), part.outcome());
      BatchTrainer rest =
          new BatchTrainer(new Adam(0.05), STEPS).checkpointing(new CheckpointPolicy(file, 5));
      BatchResult last = rest.resume(goesOnHere ? fit(loss) : resident(loss), start(DType.F64), 4);
      assertArrayEquals(whole.losses(), last.losses(), "here: " + goesOnHere);
      assertTrue(whole.parameters().sameBits(last.parameters()), "here: " + goesOnHere);
    }
  }
}
