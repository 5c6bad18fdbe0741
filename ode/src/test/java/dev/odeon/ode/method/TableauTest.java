package dev.odeon.ode.method;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.ode.hipparchus.HipparchusTableaus;
import org.junit.jupiter.api.Test;

class TableauTest {
  /// Numbers of rooted trees with 1, 2, ... nodes: OEIS A000081.
  @Test
  void treesAreAsManyAsTheyShould() {
    int[] byOrder = {1, 1, 2, 4, 9, 20, 48, 115};
    int total = 0;
    for (int order = 1; order <= byOrder.length; order++) {
      total += byOrder[order - 1];
      assertEquals(total, RootedTree.upTo(order).size(), "trees up to order " + order);
      assertEquals(total, RootedTree.upTo(order).stream().distinct().count(), "distinct trees");
    }
  }

  @Test
  void methodsStateTheirOrders() {
    assertEquals(5, Tsit5.METHOD.order());
    assertEquals(4, Tsit5.METHOD.tableau().denseOrder());
    assertEquals(5, HipparchusTableaus.DORMAND_PRINCE_54.order());
    assertEquals(4, HipparchusTableaus.CLASSICAL_RUNGE_KUTTA.order());
    assertEquals(1, HipparchusTableaus.EULER.order());
    assertEquals(2, HipparchusTableaus.MIDPOINT.order());
  }

  @Test
  void aWrongCoefficientIsRefused() {
    double[] c = {0, 0.5};
    double[][] a = {{}, {0.5}};
    double[] b = {1e-9, 1 - 1e-9};
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> ButcherTableau.withHermiteInterpolant(c, a, b, 2));
    assertTrue(e.getMessage().contains("order condition"), e.getMessage());
  }

  @Test
  void aTooHighOrderIsRefused() {
    double[] c = {0, 0.5};
    double[][] a = {{}, {0.5}};
    double[] b = {0, 1};
    assertThrows(
        IllegalArgumentException.class, () -> ButcherTableau.withHermiteInterpolant(c, a, b, 3));
  }
}
