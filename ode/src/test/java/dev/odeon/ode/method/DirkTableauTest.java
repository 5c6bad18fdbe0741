package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class DirkTableauTest {
  private static final double[][] TRAPEZOIDAL = {{0}, {0.5, 0.5}};
  private static final double[] NONE = {0, 0};

  private static void assertRefused(String part, double[][] a, double[] error, int order) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> DirkTableau.of(a, error, order, 1));
    assertTrue(e.getMessage().contains(part), e.getMessage());
  }

  @Test
  void anOrderThatTheCoefficientsHaveNotIsRefused() {
    DirkTableau.of(TRAPEZOIDAL, NONE, 2, 1);
    assertRefused("violates the order condition", TRAPEZOIDAL, NONE, 3);
    assertRefused("b - e violates", TRAPEZOIDAL, new double[] {0, 1}, 2);
  }

  @Test
  void anotherFormIsRefused() {
    assertRefused("row 1 has 1 entries", new double[][] {{0}, {1}}, NONE, 1);
    assertRefused("not explicit", new double[][] {{0.5}, {0.5, 0.5}}, NONE, 1);
    assertRefused("last node", new double[][] {{0}, {0.25, 0.5}}, NONE, 1);
    assertRefused(
        "diagonal entry of row 2",
        new double[][] {{0}, {0.5, 0.5}, {0.5, 0.25, 0.25}},
        new double[3],
        1);
  }

  @Test
  void estimatesThatGrowWithStiffnessAreKnown() {
    assertFalse(DiagonallyImplicit.TRBDF2.tableau().isEstimateBounded());
    assertFalse(DiagonallyImplicit.IMPLICIT_EULER.tableau().isEstimateBounded());
    assertTrue(DiagonallyImplicit.KVAERNO_5.tableau().isEstimateBounded());
    assertTrue(DiagonallyImplicit.KENCARP_4.tableau().isEstimateBounded());
  }

  /// The published guesses of the third and fourth stage of this method.
  @Test
  void aFirstGuessIsTheLineThroughEarlierStages() {
    DirkTableau tableau = DiagonallyImplicit.KENCARP_4.tableau();
    assertArrayEquals(new double[] {42.0 / 125, 83.0 / 125}, tableau.guess(2), 1e-15);
    assertArrayEquals(new double[] {-6.0 / 25, 31.0 / 25, 0}, tableau.guess(3), 1e-15);
    assertEquals(1, tableau.guess(1)[0]);
  }
}
