package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeriesTest {
  @Test
  void keepsItsPointsWhenTheCallersArraysChange() {
    double[] x = {0, 1};
    double[] y = {2, 3};
    Series series = Series.of("a", x, y);
    x[0] = 9;
    y[1] = 9;
    series.xs()[1] = 9;
    series.ys()[0] = 9;
    assertArrayEquals(new double[] {0, 1}, series.xs());
    assertArrayEquals(new double[] {2, 3}, series.ys());
  }

  @Test
  void numbersSteps() {
    assertArrayEquals(new double[] {0, 1, 2}, Series.ofSteps("loss", new double[3]).xs());
  }

  @Test
  void refusesLengthsThatDiffer() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> Series.of("hare", new double[3], new double[2]));
    assertEquals("series 'hare' has 3 x values and 2 y values", e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "  ", "a\u0000b", "tab\there", "\uD800", "\uFFFF"})
  void refusesNamesThatNoPictureCanShow(String name) {
    assertThrows(
        IllegalArgumentException.class, () -> Series.of(name, new double[0], new double[0]));
  }
}
