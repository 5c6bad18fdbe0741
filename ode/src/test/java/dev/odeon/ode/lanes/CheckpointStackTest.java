package dev.odeon.ode.lanes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointStackTest {
  /// Walks `steps` steps forwards, not knowing how many there will be, then backwards; returns how
  /// many were made again.
  private static long repetitions(int steps, int capacity) {
    CheckpointStack stack = new CheckpointStack(1, capacity);
    for (int i = 0; i < steps; i++) {
      int row = stack.advance(i);
      stack.rows()[row] = 10.0 * i;
    }
    long repeated = 0;
    for (int wanted = steps - 1; wanted >= 0; wanted--) {
      stack.release(wanted);
      if (stack.isThinned()) {
        repeated += repeat(stack, wanted);
      }
      assertEquals(10.0 * wanted, stack.rows()[stack.row(wanted)], "row of step " + wanted);
    }
    return repeated;
  }

  private static int repeat(CheckpointStack stack, int wanted) {
    int from = stack.lastStep();
    int kept = from;
    for (int step = from + 1; step <= wanted; step++) {
      boolean isNext =
          stack.room() >= 2 && step == kept + BinomialSpacing.next(wanted - kept + 1, stack.room());
      if (isNext || step == wanted) {
        int row = stack.put(step);
        stack.rows()[row] = 10.0 * step;
        kept = step;
      }
    }
    return wanted - from;
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2, 2", "3, 2", "50, 2", "7, 3", "100, 3", "1000, 4", "1000, 10", "777, 31"})
  void everyStepIsReachedBackwards(int steps, int capacity) {
    long repeated = repetitions(steps, capacity);
    assertTrue(repeated >= Math.max(0, steps - capacity), "repeated " + repeated);
  }

  @Test
  void whatFitsIsNotRepeated() {
    assertEquals(0, repetitions(100, 100));
  }

  /// With c checkpoints, beta(c, 1) = c + 1 steps need one repetition, beta(c, 2) = (c + 1) (c + 2)
  /// / 2 need two at most.
  @ParameterizedTest
  @CsvSource({"900, 42, 2", "1200, 50, 2", "10000, 39, 3", "100000, 800, 2", "1000000, 900, 3"})
  void noStepIsRepeatedMoreOftenThanTheBinomialAllows(int steps, int capacity, int most) {
    assertTrue(
        BinomialSpacing.reach(capacity - 1, most) >= steps, "the case itself: too few checkpoints");
    long repeated = repetitions(steps, capacity);
    assertTrue(
        repeated <= (long) most * steps, repeated / (double) steps + " repetitions of each step");
  }

  @Test
  void reachIsTheBinomialCoefficient() {
    assertEquals(21, BinomialSpacing.reach(5, 2));
    assertEquals(1, BinomialSpacing.reach(5, 0));
    assertEquals(Integer.MAX_VALUE, BinomialSpacing.reach(100_000, 5));
  }

  @Test
  void aStepThatWasGivenUpIsNamed() {
    CheckpointStack stack = new CheckpointStack(1, 4);
    for (int i = 0; i < 20; i++) {
      stack.advance(i);
    }
    assertTrue(stack.isThinned());
    String message = assertThrows(IllegalArgumentException.class, () -> stack.row(7)).getMessage();
    assertTrue(message.contains("step 7"), message);
    assertFalse(stack.room() > 0);
  }

  @Test
  void tooLittleMemoryIsRefusedWithWhatIsNeeded() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> CheckpointStack.capacity(1000, 10, 64))
            .getMessage();
    assertTrue(message.contains("1000 bytes") && message.contains("12288"), message);
  }
}
