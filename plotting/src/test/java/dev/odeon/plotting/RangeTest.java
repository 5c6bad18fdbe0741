package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.DoubleSummaryStatistics;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RangeTest {
  @ParameterizedTest
  @CsvSource({"0,0", "5,5", "-5,-5", "1,1.0000000000000002", "-1e100,1e100", "1e-100,2e-100"})
  void linearRangesAreNeverEmptyAndHoldTheirValues(double low, double high) {
    Range range = around(AxisScale.LINEAR, low, high);
    assertTrue(range.min() < low && high < range.max(), range::toString);
    assertTrue(Double.isFinite(range.max() - range.min()), range::toString);
  }

  @ParameterizedTest
  @CsvSource({"1,1", "1e-100,1e100", "0.3,0.31", "2,2000"})
  void logarithmicRangesArePositiveAndHoldALabel(double low, double high) {
    Range range = around(AxisScale.LOG, low, high);
    assertTrue(0 < range.min() && range.min() < low && high < range.max(), range::toString);
    int labels = LogTicks.between(range).size() + LogTicks.decades(range).size();
    assertTrue(labels >= 2, () -> range + " has " + labels + " labels");
  }

  @Test
  void startsAtZeroWhereThatCostsLittle() {
    assertTrue(around(AxisScale.LINEAR, 4, 80).min() < 0);
    assertEquals(1899.2, around(AxisScale.LINEAR, 1900, 1920).min(), 1e-9);
  }

  @Test
  void shortLogarithmicAxesGetLabelsBetweenDecades() {
    assertEquals(List.of(0.2, 0.5, 2.0), rounded(LogTicks.between(new Range(0.15, 3))));
    assertEquals(List.of(3.0, 4.0, 5.0), rounded(LogTicks.between(new Range(2.5, 5.5))));
    assertEquals(List.of(), LogTicks.between(new Range(0.01, 10)));
  }

  @Test
  void gridsThinOutOnLongLogarithmicAxes() {
    assertEquals(9, LogTicks.grid(new Range(0.95, 9.5)).size());
    assertEquals(6, LogTicks.grid(new Range(0.5, 500_000)).size());
    assertEquals(List.of(), LogTicks.grid(new Range(1e-100, 1e100)));
  }

  private static List<Double> rounded(List<Double> ticks) {
    return ticks.stream().map(tick -> Math.round(tick * 1e9) / 1e9).toList();
  }

  private static Range around(AxisScale scale, double... values) {
    DoubleSummaryStatistics extremes = new DoubleSummaryStatistics();
    for (double value : values) {
      extremes.accept(value);
    }
    return Range.around(extremes, scale);
  }
}
