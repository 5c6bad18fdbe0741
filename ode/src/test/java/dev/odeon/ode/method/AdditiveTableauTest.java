package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AdditiveTableauTest {
  private static final DirkTableau TRAPEZOIDAL =
      DirkTableau.of(new double[][] {{0}, {0.5, 0.5}}, new double[2], 2, 1);

  @Test
  void halvesThatFitAreTaken() {
    AdditiveTableau.of(TRAPEZOIDAL, new double[][] {{}, {1}});
  }

  @Test
  void nodesThatDifferAreRefused() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> AdditiveTableau.of(TRAPEZOIDAL, new double[][] {{}, {0.5}}));
    assertTrue(e.getMessage().contains("its node is 1"), e.getMessage());
  }

  /// The conditions that mix both halves are checked as well.
  @Test
  void anOrderThatTheHalvesHaveNotTogetherIsRefused() {
    DirkTableau implicit = DiagonallyImplicit.KVAERNO_3.tableau();
    double[][] rows = new double[implicit.stages()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[i];
      if (i > 0) {
        rows[i][0] = implicit.c(i);
      }
    }
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> AdditiveTableau.of(implicit, rows));
    assertTrue(e.getMessage().contains("violates an order condition"), e.getMessage());
  }
}
