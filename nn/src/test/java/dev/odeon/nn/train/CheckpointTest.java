package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.optim.Momentum;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.optim.RmsProp;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.ParameterFiles;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.params.SafetensorsReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
  private static final ParameterVector START = TrainerTest.START;
  private static final Stage ADAM = new FirstOrderStage(new Adam(0.05), 100);

  @TempDir Path folder;

  private TrainingPlan stored(Stage... stages) {
    return TrainingPlan.of(stages)
        .checkpointing(new CheckpointPolicy(folder.resolve("check.safetensors"), 7));
  }

  @Test
  void fortyStepsAndSixtyMoreAreAHundred() throws IOException {
    TrainingResult whole = new Trainer(TrainingPlan.of(ADAM)).train(TrainerTest::valley, START);
    new Trainer(stored(new FirstOrderStage(new Adam(0.05), 40))).train(TrainerTest::valley, START);
    assertSame(whole, new Trainer(stored(ADAM)).resume(TrainerTest::valley, START));
  }

  static IntStream stops() {
    return IntStream.of(0, 1, 39, 40, 41, 55, 63, 64, 65, 80);
  }

  @ParameterizedTest
  @MethodSource("stops")
  void aRunCancelledAnywhereContinuesToTheSameBits(int stop) throws IOException {
    Stage[] stages = {
      new FirstOrderStage(new RmsProp(0.01), 40),
      new LbfgsStage(new Lbfgs(24)),
      new FirstOrderStage(new Momentum(0.001), 30)
    };
    TrainingResult whole = new Trainer(TrainingPlan.of(stages)).train(TrainerTest::valley, START);
    assertEquals(94, whole.steps(), "the plan no longer covers all stages");
    TrainingResult part = cancelledAt(stop, stored(stages));
    assertEquals(new TrainingOutcome.Cancelled(stop), part.outcome());
    assertSame(whole, new Trainer(stored(stages)).resume(TrainerTest::valley, START));
  }

  /// An evaluation that is cut short, as a solve by an interrupt, has no value.
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 17, 39, 40, 41, 47, 52, 60, 61, 62, 70, 90})
  void aRunCancelledWithinAnEvaluationContinuesToTheSameBits(int evaluation) throws IOException {
    Stage[] stages = {
      new FirstOrderStage(new RmsProp(0.01), 40),
      new LbfgsStage(new Lbfgs(24)),
      new FirstOrderStage(new Momentum(0.001), 30)
    };
    TrainingResult whole = new Trainer(TrainingPlan.of(stages)).train(TrainerTest::valley, START);
    Cancellation cancellation = new Cancellation();
    int[] count = {0};
    Objective cut =
        (x, g) -> {
          if (count[0]++ >= evaluation) {
            cancellation.cancel();
            Arrays.fill(g, Double.NaN);
            return Double.NaN;
          }
          return TrainerTest.valley(x, g);
        };
    TrainingResult part =
        new Trainer(stored(stages), TrainingListener.NONE, cancellation).train(cut, START);
    assertTrue(part.outcome() instanceof TrainingOutcome.Cancelled, part.outcome().message());
    assertSame(whole, new Trainer(stored(stages)).resume(TrainerTest::valley, START));
  }

  @Test
  void aRunThatHalvedItsRateContinuesToTheSameBits() throws IOException {
    Objective walled =
        (x, g) -> {
          double value = TrainerTest.valley(x, g);
          return Arrays.stream(x).anyMatch(v -> Math.abs(v) > 1.5) ? Double.NaN : value;
        };
    Stage tooFast = new FirstOrderStage(new Descent(0.1), 100);
    TrainingResult whole = new Trainer(TrainingPlan.of(tooFast)).train(walled, START);
    assertEquals(new TrainingOutcome.Completed(100), whole.outcome());
    TrainingPlan plan = stored(tooFast);
    cancelledAt(30, plan, walled);
    assertSame(whole, new Trainer(plan).resume(walled, START));
    Map<String, String> texts = SafetensorsReader.read(path()).metadata();
    assertFalse(
        "0".equals(texts.get("halvings")), "the wall was never met, the test shows nothing");
  }

  @Test
  void frozenSinglePrecisionRunsContinueToTheSameBits() throws IOException {
    ParameterVector start = TrainerTest.SPEC.initialize(0, DType.F32);
    TrainingPlan plan = stored(ADAM).freezing("0.*");
    TrainingResult whole =
        new Trainer(TrainingPlan.of(ADAM).freezing("0.*")).train(TrainerTest::valley, start);
    Cancellation cancellation = new Cancellation();
    new Trainer(plan, cancelling(cancellation, 33), cancellation).train(TrainerTest::valley, start);
    ParameterVector unused = ParameterVector.of(TrainerTest.SPEC, DType.F32, 9, 9, 9, 9);
    assertSame(whole, new Trainer(plan).resume(TrainerTest::valley, unused));
  }

  @Test
  void anInterruptedRunWritesItsCheckpoint() throws IOException {
    TrainingListener interrupting =
        new TrainingListener() {
          @Override
          public void onStep(TrainingStep step) {
            if (step.step() == 3) {
              Thread.currentThread().interrupt();
            }
          }
        };
    new Trainer(stored(ADAM), interrupting, new Cancellation()).train(TrainerTest::valley, START);
    assertTrue(Thread.interrupted(), "the interrupt was lost");
    assertEquals("3", SafetensorsReader.read(path()).metadata().get("stepsInStage"));
  }

  @Test
  void checkpointsAreWrittenAtTheInterval() {
    TrainingListener watching =
        new TrainingListener() {
          @Override
          public void onStep(TrainingStep step) {
            assertEquals(step.step() > 7, Files.exists(path()), "at step " + step.step());
          }
        };
    new Trainer(stored(ADAM), watching, () -> false).train(TrainerTest::valley, START);
  }

  @Test
  void anotherModelOrPlanIsRefusedNamingBoth() throws IOException {
    new Trainer(stored(ADAM)).train(TrainerTest::valley, START);
    ParameterVector other =
        ParameterSpec.builder().add("a", Shape.of(4), new Constant(0)).build().initialize(0);
    assertRefused("has parameters '0.a[2] 1.a[2]', this run has 'a[4]'", stored(ADAM), other);
    assertRefused(
        "has type 'f64', this run has 'f32'",
        stored(ADAM),
        TrainerTest.SPEC.initialize(0, DType.F32));
    assertRefused("has frozen '', this run has '0.*'", stored(ADAM).freezing("0.*"), START);
    assertRefused(
        "has minimiser 'Adam', this run has 'RmsProp'",
        stored(new FirstOrderStage(new RmsProp(), 100)),
        START);
  }

  @Test
  void anotherObjectiveIsRefusedNamingBothLosses() {
    TrainingResult valley = new Trainer(stored(ADAM)).train(TrainerTest::valley, START);
    Objective twice = (x, gradient) -> 2 * TrainerTest.valley(x, gradient);
    Trainer trainer = new Trainer(stored(ADAM));
    ModelFormatException e =
        assertThrows(ModelFormatException.class, () -> trainer.resume(twice, START));
    assertEquals(
        path()
            + " has loss "
            + valley.bestLoss()
            + " at its best parameters, this run has "
            + 2 * valley.bestLoss()
            + ": data, equations, loss or solver have changed since",
        e.getMessage());
  }

  @Test
  void damagedOrForeignFilesAreRefused() throws IOException {
    new Trainer(stored(ADAM)).train(TrainerTest::valley, START);
    byte[] bytes = Files.readAllBytes(path());
    bytes[bytes.length / 2] ^= 1;
    Files.write(path(), bytes);
    assertRefused("", stored(ADAM), START);
    ParameterFiles.save(path(), START, Map.of());
    assertRefused("is no checkpoint: it has no 'stage'", stored(ADAM), START);
    Files.delete(path());
    assertThrows(
        NoSuchFileException.class,
        () -> new Trainer(stored(ADAM)).resume(TrainerTest::valley, START));
  }

  @Test
  void aSecondRunOnTheSameCheckpointFailsAtOnce() {
    TrainingListener second =
        new TrainingListener() {
          @Override
          public void onStep(TrainingStep step) {
            String message =
                String.valueOf(
                    assertThrows(
                            IllegalStateException.class,
                            () -> new Trainer(stored(ADAM)).train(TrainerTest::valley, START))
                        .getMessage());
            assertEquals("checkpoint " + path() + " is in use by another run", message);
          }
        };
    new Trainer(stored(new FirstOrderStage(new Adam(), 2)), second, () -> false)
        .train(TrainerTest::valley, START);
    new Trainer(stored(ADAM)).train(TrainerTest::valley, START);
  }

  @Test
  void anUnwritableCheckpointIsNamedBeforeAnyEvaluation() {
    Objective never =
        (x, g) -> {
          throw new AssertionError("evaluated before the checkpoint path was checked");
        };
    TrainingPlan plan = TrainingPlan.of(ADAM).checkpointing(new CheckpointPolicy(folder, 1));
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class, () -> new Trainer(plan).train(never, START))
                .getMessage());
    assertEquals("cannot write " + folder + ": it is a folder", message);
    assertThrows(IllegalArgumentException.class, () -> new CheckpointPolicy(folder, 0));
  }

  private Path path() {
    return folder.resolve("check.safetensors");
  }

  private static TrainingResult cancelledAt(int step, TrainingPlan plan) {
    return cancelledAt(step, plan, TrainerTest::valley);
  }

  private static TrainingResult cancelledAt(int step, TrainingPlan plan, Objective objective) {
    Cancellation cancellation = new Cancellation();
    return new Trainer(plan, cancelling(cancellation, step), cancellation).train(objective, START);
  }

  private static TrainingListener cancelling(Cancellation cancellation, int at) {
    return new TrainingListener() {
      @Override
      public void onStep(TrainingStep step) {
        if (step.step() == at) {
          cancellation.cancel();
        }
      }
    };
  }

  private static void assertRefused(String part, TrainingPlan plan, ParameterVector start) {
    String message =
        String.valueOf(
            assertThrows(
                    ModelFormatException.class,
                    () -> new Trainer(plan).resume(TrainerTest::valley, start))
                .getMessage());
    assertTrue(message.contains(part), message);
  }

  private static void assertSame(TrainingResult expected, TrainingResult actual) {
    assertArrayEquals(expected.lossHistory(), actual.lossHistory(), "losses differ");
    assertTrue(expected.parameters().sameBits(actual.parameters()), "parameters differ");
    assertEquals(expected.bestLoss(), actual.bestLoss());
    assertEquals(expected.outcome(), actual.outcome());
  }
}
