package dev.odeon.nn.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OptimizerTest {
  private static final double[] GRADIENTS = {.1, -.2, .3, .4};

  static Stream<Arguments> references() {
    return Stream.of(
        Arguments.of(new Adam(), .998406327779),
        Arguments.of(new RmsProp(), .994716710088),
        Arguments.of(new Momentum(), .992281),
        Arguments.of(new Descent(), .94));
  }

  @ParameterizedTest
  @MethodSource("references")
  void fourStepsEndWhereTheFormulasSay(Optimizer rule, double expected) {
    double[] x = {1};
    OptimizerState state = rule.start(1);
    for (double g : GRADIENTS) {
      rule.update(state, x, new double[] {g});
    }
    assertEquals(expected, x[0], 1e-12, rule.toString());
    assertEquals(4, state.step());
  }

  @ParameterizedTest
  @MethodSource("references")
  void aCopiedStateContinuesExactly(Optimizer rule) {
    double[] x = {1, -2};
    OptimizerState state = rule.start(2);
    rule.update(state, x, new double[] {.3, .7});
    OptimizerState copy = new OptimizerState(state.step(), state.copy().vectors());
    double[] y = x.clone();
    rule.update(state, x, new double[] {.1, .2});
    rule.update(copy, y, new double[] {.1, .2});
    assertArrayEquals(x, y);
  }

  @Test
  void clippingIsByTheGlobalNorm() {
    Optimizer rule = new ClipNorm(1, new Descent(1));
    double[] x = new double[2];
    double[] gradient = {3, 4};
    rule.update(rule.start(2), x, gradient);
    assertArrayEquals(new double[] {-.6, -.8}, x, 1e-16);
    assertArrayEquals(new double[] {3, 4}, gradient, "the gradient is left as it is");
    double[] y = new double[2];
    rule.update(rule.start(2), y, new double[] {.3, .4});
    assertArrayEquals(new double[] {-.3, -.4}, y, "short gradients are passed on");
    double[] z = new double[2];
    rule.update(rule.start(2), z, new double[] {3e300, 4e300});
    assertArrayEquals(new double[] {-.6, -.8}, z, 1e-15, "squares overflow");
    assertEquals(new ClipNorm(1, new Descent(.5)), rule.withRate(.5));
  }

  @Test
  void badSettingsAreNamed() {
    assertMessage("rate 0.0 is", () -> new Adam(0));
    assertMessage("rate NaN is", () -> new Descent(Double.NaN));
    assertMessage("rate Infinity is", () -> new RmsProp(Double.POSITIVE_INFINITY));
    assertMessage("beta1 1.0 is", () -> new Adam(.1, 1, .9, 1e-8));
    assertMessage("beta2 -0.1 is", () -> new Adam(.1, .9, -.1, 1e-8));
    assertMessage("epsilon 0.0 is", () -> new Adam(.1, .9, .9, 0));
    assertMessage("decay NaN is", () -> new Momentum(.1, Double.NaN));
    assertMessage("limit -1.0 is", () -> new ClipNorm(-1, new Adam()));
  }

  @Test
  void otherLengthsAndStatesAreRefusedUnchanged() {
    double[] x = {1, 2};
    Adam adam = new Adam();
    OptimizerState state = adam.start(2);
    assertMessage("has 1 elements for 2", () -> adam.update(state, x, new double[1]));
    assertMessage("has 3 elements for 2", () -> adam.update(adam.start(3), x, new double[2]));
    assertMessage(
        "no 'first' but [square]", () -> adam.update(new RmsProp().start(2), x, new double[2]));
    assertArrayEquals(new double[] {1, 2}, x);
    assertEquals(0, state.step());
  }

  private static void assertMessage(String part, Executable call) {
    String message =
        String.valueOf(assertThrows(IllegalArgumentException.class, call).getMessage());
    assertTrue(message.contains(part), message);
  }
}
