package dev.odeon.ode.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.ode.problem.Tolerances;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class StepControlTest {
  private static final StepControl.Adaptive ADAPTIVE = StepControl.adaptive(Tolerances.DEFAULT);

  private static void assertTold(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }

  @Test
  void badStepSizesAreNamedWithTheirValue() {
    assertTold("minStep -1.0 is not a finite number >= 0", () -> ADAPTIVE.withMinStep(-1));
    assertTold("minStep NaN is not a finite number >= 0", () -> ADAPTIVE.withMinStep(Double.NaN));
    assertTold("maxStep 0.0 is not above 0", () -> ADAPTIVE.withMaxStep(0));
    assertTold("maxStep NaN is not above 0", () -> ADAPTIVE.withMaxStep(Double.NaN));
    assertTold("minStep 2.0 is above maxStep 1.0", () -> ADAPTIVE.withMinStep(2).withMaxStep(1));
    assertTold("initialStep 0.0 is not a finite number above 0", () -> ADAPTIVE.withInitialStep(0));
    assertTold(
        "initialStep 0.1 is outside minStep 0.5 to maxStep Infinity",
        () -> ADAPTIVE.withMinStep(0.5).withInitialStep(0.1));
    assertTold("maxSteps 0 is below 1", () -> ADAPTIVE.withMaxSteps(0));
  }

  @Test
  void badTolerancesAreNamedWithTheirValue() {
    assertTold(
        "absTol 1 -1.0 is not a finite number >= 0", () -> Tolerances.perComponent(1e-6, 1, -1));
    assertTold("absTol -1.0 is not a finite number >= 0", () -> Tolerances.of(1e-6, -1));
    assertTold(
        "absTol has no element: give one, or one a component", () -> Tolerances.perComponent(1e-6));
    assertTold(
        "relTol and absTol are both 0: no step could be accepted",
        () -> Tolerances.perComponent(0, 1e-6, 0));
    Tolerances three = Tolerances.perComponent(1e-6, 1, 2, 3);
    assertTold("absTol has 3 elements, the state has 2", () -> three.checkDimension(2));
    three.checkDimension(3);
    Tolerances.DEFAULT.checkDimension(17);
  }

  @Test
  void badNormsAreNamedWithTheirValue() {
    assertTold(
        "norm weight 1 is -2.0, not a finite number >= 0",
        () -> new Norm.Weighted(List.of(1.0, -2.0)));
    assertTold(
        "norm weights [0.0, 0.0] add up to 0.0: give some above 0",
        () -> new Norm.Weighted(List.of(0.0, 0.0)));
    assertTold("norm block 1 has size 0", () -> new Norm.Blocks(List.of(2, 0)));
    assertTold(
        "norm blocks [2, 1] have 3 components, the state has 4",
        () -> new Norm.Blocks(List.of(2, 1)).checkDimension(4));
    assertTold(
        "norm has 2 weights, the state has 3 components",
        () -> new Norm.Weighted(List.of(1.0, 2.0)).checkDimension(3));
  }

  @Test
  void badLawsAreNamedWithTheirValue() {
    assertTold("filter beta1 0.0 is outside (0, 2]", () -> new StepLaw.Filter(0, 0.5, 0, 0, 0));
    assertTold("filter alpha2 1.5 is outside [-1, 1]", () -> new StepLaw.Filter(1, 0, 0, 1.5, 0));
    assertTold(
        "filter beta1 + beta2 + beta3 0.0 is outside (0, 4]",
        () -> new StepLaw.Filter(0.5, -0.5, 0, 0, 0));
    assertTold("controller safety 1.1 is outside (0, 1]", () -> Controller.PI.withSafety(1.1));
    assertTold("controller minFactor 1.0 is outside (0, 1)", () -> Controller.PI.withFactors(1, 5));
  }
}
