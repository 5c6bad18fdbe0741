package dev.odeon.validation.gradient;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.odeon.adjoint.Sensitivity;
import dev.odeon.adjoint.SensitivityChoice;
import dev.odeon.ode.method.Bdf;
import dev.odeon.ode.method.Tsit5;
import org.junit.jupiter.api.Test;

/// Facts of SciMLSensitivity's `test/Core3/automatic_sensealg_choice.jl`: few states and parameters
/// go forwards, many go backwards.
class SciMLAutomaticSensealgChoiceTest {
  @Test
  void theNumberOfDirectionsDecides() {
    SensitivityChoice few = SensitivityChoice.of(Tsit5.METHOD, 2, 2);
    assertInstanceOf(Sensitivity.Forward.class, few.sensitivity(), few.reason());
    SensitivityChoice many = SensitivityChoice.of(Tsit5.METHOD, 2, 1000);
    assertInstanceOf(Sensitivity.Discrete.class, many.sensitivity(), many.reason());
    SensitivityChoice multistep = SensitivityChoice.of(Bdf.METHOD, 3, 1000);
    assertInstanceOf(Sensitivity.Gauss.class, multistep.sensitivity(), multistep.reason());
  }
}
