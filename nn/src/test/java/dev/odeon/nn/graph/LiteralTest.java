package dev.odeon.nn.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiteralTest {
  @Test
  void aFalseTruthValueHasOneSpelling() {
    Literal minus = Literal.scalar(DType.BOOL, -0.0);
    assertArrayEquals(new double[] {0.0}, minus.toArray(), "Arrays.equals tells -0.0 from 0.0");
    assertEquals(Literal.scalar(DType.BOOL, 0.0), minus);
    assertEquals(Literal.scalar(DType.BOOL, 0.0).hashCode(), minus.hashCode());
  }

  @Test
  void numbersKeepTheSignOfZero() {
    assertNotEquals(Literal.scalar(DType.F64, 0.0), Literal.scalar(DType.F64, -0.0));
    assertNotEquals(Literal.scalar(DType.F32, 0.0), Literal.scalar(DType.F32, -0.0));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, -1, 2, Double.NaN})
  void otherTruthValuesAreRefused(double value) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Literal.scalar(DType.BOOL, value));
    assertEquals("truth value " + value + " is neither 0 nor 1", e.getMessage());
  }
}
