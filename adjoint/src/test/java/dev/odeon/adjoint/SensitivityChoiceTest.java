package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Tsit5;
import org.junit.jupiter.api.Test;

class SensitivityChoiceTest {
  @Test
  void aFewDirectionsGoForwards() {
    SensitivityChoice choice = SensitivityChoice.of(Tsit5.METHOD, 2, 1);
    assertEquals(new Sensitivity.Forward(), choice.sensitivity());
    assertEquals("Forward: 3 directions cost less than a sweep backwards", choice.reason());
  }

  @Test
  void manyDirectionsGoBackwards() {
    SensitivityChoice choice = SensitivityChoice.of(Tsit5.METHOD, 2, 252);
    assertEquals(new Sensitivity.Discrete(), choice.sensitivity());
    assertEquals(
        "Discrete: exact for the steps of method 'tsit5', at a cost that 254 directions do not"
            + " raise",
        choice.reason());
  }

  @Test
  void stepsThatCannotBeDifferentiatedNeedAnAdjointEquation() {
    SensitivityChoice choice = SensitivityChoice.of(Bdf.METHOD, 2, 1);
    assertInstanceOf(Sensitivity.Gauss.class, choice.sensitivity());
    assertEquals(
        "Gauss: steps of method 'bdf' loop as the state demands and cannot be differentiated",
        choice.reason());
    assertEquals(choice.sensitivity(), Sensitivity.auto(Bdf.METHOD, 2, 1));
  }
}
