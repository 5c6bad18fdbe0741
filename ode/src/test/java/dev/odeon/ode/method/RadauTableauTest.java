package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class RadauTableauTest {
  private static final RadauTableau TABLEAU = Radau.RADAU_5.tableau();

  /// Hairer, Wanner, section IV.8: the eigenvalues by closed forms.
  @Test
  void eigenvaluesAreThePublishedOnes() {
    double three = Math.cbrt(3);
    double nine = Math.cbrt(9);
    assertEquals(3 + nine - three, TABLEAU.mu(), 1e-12);
    assertEquals(3 + (three - nine) / 2, TABLEAU.alpha(), 1e-12);
    assertEquals((three * Math.sqrt(3) + nine * Math.sqrt(3)) / 2, TABLEAU.beta(), 1e-12);
  }

  @Test
  void aTransformationThatIsNotOneIsRefused() {
    double[] c = {TABLEAU.c(0), TABLEAU.c(1), TABLEAU.c(2)};
    double[][] unit = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> RadauTableau.of(c, unit, unit, TABLEAU.errorWeights()));
    assertTrue(e.getMessage().contains("does not split"), e.getMessage());
  }

  @Test
  void nodesOfALowerOrderAreRefused() {
    double[][] t = {TABLEAU.stage(0), TABLEAU.stage(1), TABLEAU.stage(2)};
    double[][] back = {TABLEAU.transformed(0), TABLEAU.transformed(1), TABLEAU.transformed(2)};
    assertThrows(
        IllegalArgumentException.class,
        () -> RadauTableau.of(new double[] {0.2, 0.6, 1}, t, back, TABLEAU.errorWeights()));
  }
}
