package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.solution.Solution;

/// Asserts that two runs are the same, bit for bit.
public final class SameSolve {
  private SameSolve() {}

  public static void check(LaneRun expected, LaneRun actual) {
    Solution one = expected.solution();
    Solution other = actual.solution();
    assertEquals(one.lanes(), other.lanes(), "lanes");
    for (int lane = 0; lane < one.lanes(); lane++) {
      String where = "lane " + lane + ": ";
      assertEquals(one.outcome(lane), other.outcome(lane), where + "outcome");
      assertEquals(one.stats(lane), other.stats(lane), where + "counts");
      assertEquals(one.occurrences(lane), other.occurrences(lane), where + "events");
      assertArrayEquals(one.times(lane), other.times(lane), where + "save times");
      for (int i = 0; i < one.count(lane); i++) {
        assertArrayEquals(
            one.state(lane, i), other.state(lane, i), where + "state at " + one.time(lane, i));
      }
    }
    assertArrayEquals(expected.ends().times(), actual.ends().times(), "ends");
    assertArrayEquals(expected.ends().states(), actual.ends().states(), "states at the ends");
  }
}
