package dev.odeon.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeSeriesTest {
  private static TimeSeries series(double... times) {
    return TimeSeries.of(times, Map.of("x", times));
  }

  @Test
  void splitsAtADistinctTimeNotWithinOne() {
    TimeSeries series = series(0, 1, 1, 1, 2, 3);
    assertArrayEquals(new double[] {0, 1, 1, 1}, series.firstTimes(2).times());
    assertArrayEquals(new double[] {2, 3}, series.fromTime(2).column("x"));
    assertEquals(0, series.firstTimes(0).rows());
    assertEquals(6, series.firstTimes(4).rows());
    assertEquals(0, series.fromTime(4).rows());
    assertThrows(IllegalArgumentException.class, () -> series.firstTimes(5));
  }

  @Test
  void laterChangesOfTheArraysDoNotShow() {
    double[] times = {0, 1};
    TimeSeries series = series(times);
    times[0] = 7;
    series.times()[0] = 8;
    series.column("x")[0] = 9;
    assertEquals(0, series.time(0));
    assertEquals(0, series.value("x", 0));
  }

  @Test
  void timesMayDescendButNotTurn() {
    assertEquals(3, series(2, 1, 1).rows());
    assertThrows(IllegalArgumentException.class, () -> series(0, 1, 0.5));
    assertThrows(IllegalArgumentException.class, () -> series(0, Double.NaN));
  }

  @Test
  void columnsMustBeAsLongAsTheTimes() {
    Map<String, double[]> columns = Map.of("x", new double[] {1});
    IllegalArgumentException fault =
        assertThrows(
            IllegalArgumentException.class, () -> TimeSeries.of(new double[] {0, 1}, columns));
    assertEquals("column 'x' has 1 values for 2 times", fault.getMessage());
  }

  @Test
  void unknownColumnsAreNamed() {
    assertThrows(IllegalArgumentException.class, () -> series(0, 1).value("y", 0));
  }
}
