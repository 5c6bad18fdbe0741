package dev.odeon.nn.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Descent;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class BatchTrainerTest {
  private static final ParameterSpec ONE =
      ParameterSpec.builder().add("p", Shape.SCALAR, new Zeros()).build();

  /// Slope 1 everywhere, so that every step moves by its rate.
  private record Slope(DoubleUnaryOperator loss, List<Double> drawn) implements BatchObjective {
    @Override
    public void draw(SplitMix64 random) {
      drawn.add(random.nextDouble());
    }

    @Override
    public double valueAndGradient(double[] parameters, double[] gradientOut) {
      gradientOut[0] = 1;
      return loss.applyAsDouble(parameters[0]);
    }
  }

  private static ParameterVector zero() {
    return ParameterVector.of(ONE, DType.F64, 0);
  }

  /// Over n steps the rates of half a cosine sum to rate (n + 1) / 2.
  @Test
  void theRateFallsAlongHalfACosine() {
    Slope slope = new Slope(p -> p, new ArrayList<>());
    BatchResult result = new BatchTrainer(new Descent(0.1), 10).train(slope, zero(), 1);
    assertEquals(-0.1 * 5.5, result.parameters().flat()[0], 1e-15);
    assertEquals(10, result.losses().length);
    assertEquals(10, slope.drawn.stream().distinct().count(), "one draw a step, all different");
    assertTrue(result.outcome() instanceof TrainingOutcome.Completed, result.outcome().message());
  }

  @Test
  void aStepThatIsNotFiniteIsLeftOutAndHalvesTheRate() {
    Slope slope = new Slope(p -> p == 0 ? 1 : Double.NaN, new ArrayList<>());
    BatchResult result = new BatchTrainer(new Descent(1), 100).train(slope, zero(), 1);
    assertEquals(-1, result.parameters().flat()[0], "only the first step counts");
    TrainingOutcome outcome = result.outcome();
    assertTrue(outcome instanceof TrainingOutcome.Diverged, outcome.message());
    assertEquals(7, result.losses().length, "one good step and six bad ones");
  }

  @Test
  void cancellingStopsBeforeTheNextStep() {
    Slope slope = new Slope(p -> p, new ArrayList<>());
    BatchTrainer trainer =
        new BatchTrainer(new Adam(0.1), 10, TrainingListener.NONE, () -> slope.drawn.size() == 3);
    BatchResult result = trainer.train(slope, zero(), 1);
    assertEquals(3, result.losses().length);
    assertTrue(result.outcome() instanceof TrainingOutcome.Cancelled, result.outcome().message());
  }

  @Test
  void everySampleOccursOnceInARound() {
    Batches batches = new Batches(10, 3);
    SplitMix64 random = new SplitMix64(1);
    for (int round = 0; round < 4; round++) {
      int[] seen = new int[9];
      for (int i = 0; i < 3; i++) {
        System.arraycopy(batches.next(random), 0, seen, 3 * i, 3);
      }
      assertEquals(9, Arrays.stream(seen).distinct().count(), "round " + round);
      assertTrue(Arrays.stream(seen).allMatch(i -> i >= 0 && i < 10), Arrays.toString(seen));
    }
  }

  @Test
  void aBatchKeepsTheLayout() {
    double[] out = new double[4];
    Batches.gather(new double[] {1, 2, 3, 10, 20, 30}, 3, new int[] {2, 0}, out);
    assertArrayEquals(new double[] {3, 1, 30, 10}, out);
  }

  @Test
  void wrongArgumentsAreRefused() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new BatchTrainer(new Adam(), 0))
            .getMessage();
    assertTrue(message.contains("steps 0"), message);
    message = assertThrows(IllegalArgumentException.class, () -> new Batches(4, 5)).getMessage();
    assertTrue(message.contains("size 5 is outside 1..4"), message);
  }
}
