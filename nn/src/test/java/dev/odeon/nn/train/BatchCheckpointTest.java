package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.ParameterVector;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BatchCheckpointTest {
  private static final int STEPS = 23;
  private static final long SEED = 5;

  @TempDir private Path folder;

  private static BatchFit fit(double shift) {
    double[] x = {-1, -0.5, 0, 0.5, 1, 1.5, 2};
    double[] y = {1, 0.25, shift, 0.25, 1, 2.25, 4};
    return BatchFit.of(
        Chain.of(new Dense(1, 4, Activation.TANH), new Dense(4, 1)),
        Loss.MEAN_SQUARE::mean,
        new Samples(7, Shape.of(1), x, Shape.of(1), y),
        3);
  }

  private BatchTrainer trainer(int stopAfter) {
    int[] asked = {0};
    return new BatchTrainer(
            new Adam(0.05), STEPS, TrainingListener.NONE, () -> asked[0]++ == stopAfter)
        .checkpointing(new CheckpointPolicy(folder.resolve("run.ckpt"), 4));
  }

  private static ParameterVector start() {
    return fit(0).parameters().initialize(2);
  }

  @Test
  void aRunInterruptedTwiceHasTheBitsOfAWholeOne() throws IOException {
    BatchResult whole = new BatchTrainer(new Adam(0.05), STEPS).train(fit(0), start(), SEED);
    BatchResult first = trainer(6).train(fit(0), start(), SEED);
    assertTrue(first.outcome() instanceof TrainingOutcome.Cancelled, first.outcome().message());
    assertEquals(6, first.losses().length, "steps before the first interrupt");
    BatchResult second = trainer(9).resume(fit(0), start(), SEED);
    assertEquals(15, second.losses().length, "steps before the second interrupt");
    BatchResult last = trainer(-1).resume(fit(0), start(), SEED);
    assertTrue(last.outcome() instanceof TrainingOutcome.Completed, last.outcome().message());
    assertArrayEquals(whole.losses(), last.losses(), 0.0, "losses of the steps");
    assertArrayEquals(
        whole.parameters().flat(), last.parameters().flat(), 0.0, "the parameters at the end");
  }

  /// An evaluation that is cut short, as a solve by an interrupt, has no value.
  @Test
  void aRunCancelledWithinAnEvaluationContinuesToTheSameBits() throws IOException {
    BatchResult whole = new BatchTrainer(new Adam(0.05), STEPS).train(fit(0), start(), SEED);
    Cancellation cancellation = new Cancellation();
    BatchFit inner = fit(0);
    int[] count = {0};
    BatchObjective cut =
        new BatchObjective() {
          @Override
          public void draw(SplitMix64 random) {
            inner.draw(random);
          }

          @Override
          public double valueAndGradient(double[] parameters, double[] gradientOut) {
            if (count[0]++ == 9) {
              cancellation.cancel();
              return Double.NaN;
            }
            return inner.valueAndGradient(parameters, gradientOut);
          }
        };
    BatchTrainer trainer =
        new BatchTrainer(new Adam(0.05), STEPS, TrainingListener.NONE, cancellation)
            .checkpointing(trainer(0).checkpoints().get());
    BatchResult part = trainer.train(cut, start(), SEED);
    assertEquals(new TrainingOutcome.Cancelled(9), part.outcome());
    BatchResult last = trainer(-1).resume(fit(0), start(), SEED);
    assertArrayEquals(whole.parameters().flat(), last.parameters().flat(), 0.0);
  }

  @Test
  void aRunThatIsOverEndsAtOnceWithWhatItHad() throws IOException {
    BatchResult whole = trainer(-1).train(fit(0), start(), SEED);
    BatchResult again = trainer(-1).resume(fit(0), start(), SEED);
    assertArrayEquals(whole.parameters().flat(), again.parameters().flat(), 0.0);
  }

  @Test
  void aRunThatDivergedStaysDiverged() throws IOException {
    int[] count = {0};
    BatchFit inner = fit(0);
    BatchObjective broken =
        new BatchObjective() {
          @Override
          public void draw(SplitMix64 random) {
            inner.draw(random);
          }

          @Override
          public double valueAndGradient(double[] parameters, double[] gradientOut) {
            double loss = inner.valueAndGradient(parameters, gradientOut);
            return count[0]++ >= 3 ? Double.NaN : loss;
          }
        };
    BatchResult diverged = trainer(-1).train(broken, start(), SEED);
    assertTrue(
        diverged.outcome() instanceof TrainingOutcome.Diverged, diverged.outcome().message());
    BatchResult again = trainer(-1).resume(fit(0), start(), SEED);
    assertEquals(diverged.outcome().message(), again.outcome().message());
    assertArrayEquals(diverged.losses(), again.losses(), 0.0);
    assertArrayEquals(diverged.parameters().flat(), again.parameters().flat(), 0.0);
  }

  @Test
  void otherDataSeedsAndStepsAreRefused() {
    BatchResult unused = trainer(6).train(fit(0), start(), SEED);
    assertEquals(6, unused.losses().length);
    refuses("loss", () -> trainer(-1).resume(fit(0.5), start(), SEED));
    refuses("seed '5', this run has '6'", () -> trainer(-1).resume(fit(0), start(), 6));
    BatchTrainer longer =
        new BatchTrainer(new Adam(0.05), STEPS + 1).checkpointing(trainer(0).checkpoints().get());
    refuses("steps '23', this run has '24'", () -> longer.resume(fit(0), start(), SEED));
  }

  @Test
  void anObjectiveThatWasUsedIsRefused() {
    BatchFit used = fit(0);
    trainer(6).train(used, start(), SEED);
    refuses("the objective was used before", () -> trainer(-1).resume(used, start(), SEED));
  }

  @Test
  void withoutACheckpointNothingIsResumed() {
    BatchTrainer plain = new BatchTrainer(new Adam(0.05), STEPS);
    String message =
        assertThrows(IllegalArgumentException.class, () -> plain.resume(fit(0), start(), SEED))
            .getMessage();
    assertEquals("the batch trainer has no checkpoint to resume from", message);
  }

  private static void refuses(String part, org.junit.jupiter.api.function.Executable run) {
    String message = assertThrows(ModelFormatException.class, run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
