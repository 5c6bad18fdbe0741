package dev.odeon.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.check.ObjectiveDifferences;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EquilibriumTest {
  private static double[] solve(Equilibrium layer, double[] parameters, double... x) {
    Shape one = Shape.of(1);
    ParameterVector vector = ParameterVector.of(layer.parameters(one), DType.F64, parameters);
    return Prediction.of(layer, vector, one, x, x.length, Backends.preferred());
  }

  /// z = A z + b x + c with A = [[0.2, 0.5], [-0.3, 0.4]]: (I - A)^-1 = [[0.6, 0.5], [-0.3, 0.8]] /
  /// 0.63.
  @ParameterizedTest
  @EnumSource(Equilibrium.Iteration.class)
  void aLinearEquationHasItsSolution(Equilibrium.Iteration iteration) {
    Equilibrium layer = new Equilibrium(new Dense(3, 2), 2, iteration, 1e-13, 200);
    double[] parameters = {0.2, 0.5, 1, -0.3, 0.4, -2, 0.1, 0.7};
    double[] z = solve(layer, parameters, 3, -1);
    for (int lane = 0; lane < 2; lane++) {
      double x = lane == 0 ? 3 : -1;
      double r0 = x + 0.1;
      double r1 = -2 * x + 0.7;
      assertEquals((0.6 * r0 + 0.5 * r1) / 0.63, z[lane], 1e-11, "z0 of lane " + lane);
      assertEquals((-0.3 * r0 + 0.8 * r1) / 0.63, z[2 + lane], 1e-11, "z1 of lane " + lane);
    }
  }

  /// z = 3 z + x has the solution -x / 2, from which Picard iteration runs away.
  @Test
  void whatDoesNotConvergeIsNanInItsLaneAlone() {
    Layer growing = new Dense(2, 1);
    double[] parameters = {3, 1, 0};
    Equilibrium picard = new Equilibrium(growing, 1, Equilibrium.Iteration.PICARD, 1e-10, 100);
    double[] z = solve(picard, parameters, 4, 0);
    assertTrue(Double.isNaN(z[0]), "found " + z[0]);
    assertEquals(0, z[1], "the start solves the equation of the second lane");
    Equilibrium newton = new Equilibrium(growing, 1, Equilibrium.Iteration.NEWTON, 1e-10, 100);
    assertEquals(-2, solve(newton, parameters, 4)[0], 1e-12);
  }

  @ParameterizedTest
  @EnumSource(Equilibrium.Iteration.class)
  void theGradientIsThatOfTheImplicitFunction(Equilibrium.Iteration iteration) {
    Equilibrium layer =
        new Equilibrium(new Dense(5, 3, Activation.TANH), 3, iteration, 1e-13, 1000);
    Chain model = Chain.of(new Dense(2, 2), layer, new Dense(3, 1));
    Samples samples =
        new Samples(
            2, Shape.of(2), new double[] {0.5, -1, 2, 0.3}, Shape.of(1), new double[] {1, -1});
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, samples);
    double[] at = fit.parameters().initialize(3).flat().clone();
    double[] gradient = new double[at.length];
    fit.objective().valueAndGradient(at, gradient);
    assertArrayEquals(ObjectiveDifferences.of(fit.objective(), at, 1e-5), gradient, 1e-8);
  }

  /// The gradient of an energy is a first derivative of the layer, and its derivative a second one.
  @ParameterizedTest
  @EnumSource(Equilibrium.Iteration.class)
  void secondDerivativesAreRight(Equilibrium.Iteration iteration) {
    Equilibrium layer =
        new Equilibrium(new Dense(5, 3, Activation.TANH), 3, iteration, 1e-13, 1000);
    Layer energy = Chain.of(layer, new Dense(3, 1));
    new LayerRun(new HamiltonianField(energy), 2, 3).check(0.3, -0.8).require(1e-9);
  }

  @Test
  void wrongArgumentsAreRefused() {
    Layer f = new Dense(2, 1);
    Equilibrium.Iteration picard = Equilibrium.Iteration.PICARD;
    assertRefused("size 0", () -> new Equilibrium(f, 0));
    assertRefused("tolerance 0.0", () -> new Equilibrium(f, 1, picard, 0, 1));
    assertRefused("iterations 0", () -> new Equilibrium(f, 1, picard, 1, 0));
    assertRefused("output [1]", () -> new Equilibrium(new Dense(3, 1), 2).parameters(Shape.of(1)));
    assertRefused("not a vector", () -> new Equilibrium(f, 1).parameters(Shape.of(1, 1)));
  }

  private static void assertRefused(String words, Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }
}
