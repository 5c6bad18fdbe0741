package dev.odeon.plotting;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TickTextTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "-0.0,0",
    "1900,1900",
    "0.30000000000000004,0.3",
    "-2.5,−2.5",
    "12000,12000",
    "0.001,0.001",
    "100000,10⁵",
    "-100000,−10⁵",
    "2.5e-7,2.5·10⁻⁷",
    "-3e12,−3·10¹²"
  })
  void readsAsPeopleWrite(double value, String text) {
    assertEquals(text, TickText.of(value));
  }

  @ParameterizedTest
  @CsvSource({
    "1000005,30,1000005", "1000010,30,1000010", "1e15,10,10¹⁵", "1.0000000000000002,2,1",
    "0.25,1,0.25", "-3e-17,1,0", "2.0002e-7,1e-10,2.0002·10⁻⁷", "50000,60000,50000",
    "500000,600000,5·10⁵"
  })
  void linearAxesRoundToTheirLength(double value, double span, String text) {
    assertEquals(text, TickText.of(value, span));
  }
}
