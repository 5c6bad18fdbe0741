package dev.odeon.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import org.junit.jupiter.api.Test;

final class SplineAndProductTest {
  private static LayerRun run(Layer layer, int in, double... weights) {
    return new LayerRun(
        layer, in, ParameterVector.of(layer.parameters(Shape.of(in)), DType.F64, weights));
  }

  @Test
  void aSplineGoesThroughItsValuesAsTheInterpolationDoes() {
    double[] values = {1, -2, 0.5, 3};
    ControlPath path = ControlPath.naturalCubic(new double[] {-1, 0, 1, 2}, values);
    LayerRun spline = run(Spline.of(-1, 2, 4), 1, values);
    for (double x = -1.5; x <= 2.5; x += 0.25) {
      assertEquals(path.value(x)[0], spline.at(x)[0], 1e-13, "at " + x);
    }
  }

  @Test
  void aLinearSplineOfTwoOutputsIsTwoBrokenLines() {
    Spline layer = new Spline(0, 2, 3, 2, SplineShape.LINEAR, new Zeros());
    LayerRun spline = run(layer, 1, 0, 5, 1, 5, -1, 9);
    assertArrayEquals(new double[] {0.5, 5}, spline.at(0.5), 1e-15);
    assertArrayEquals(new double[] {0, 7}, spline.at(1.5), 1e-15);
  }

  /// Values at x = 0.4: T_3 = 4x^3 - 3x, P_3 = (5x^3 - 3x) / 2.
  @Test
  void basesHaveTheirKnownFunctions() {
    double x = 0.4;
    double[][] expected = {
      {1, x, x * x, x * x * x},
      {1, x, 2 * x * x - 1, 4 * x * x * x - 3 * x},
      {1, x, (3 * x * x - 1) / 2, (5 * x * x * x - 3 * x) / 2},
      {1, Math.sin(x), Math.cos(x), Math.sin(2 * x)}
    };
    for (Basis basis : Basis.values()) {
      for (int k = 0; k < 4; k++) {
        double[] weights = new double[4];
        weights[k] = 1;
        double value = run(new TensorProduct(1, 1, basis, 4), 1, weights).at(x)[0];
        assertEquals(expected[basis.ordinal()][k], value, 1e-15, basis + " " + k);
      }
    }
  }

  @Test
  void productsRunFastestInTheLastInput() {
    double[] weights = {1, 10, 100, 1000, 1e4, 1e5, 1e6, 1e7, 1e8};
    double value = run(new TensorProduct(2, 1, Basis.MONOMIALS, 3), 2, weights).at(2, 3)[0];
    double expected =
        1 + 10 * 3 + 100 * 9 + 1000 * 2 + 1e4 * 6 + 1e5 * 18 + 1e6 * 4 + 1e7 * 12 + 1e8 * 36;
    assertEquals(expected, value, 1e-6);
  }

  @Test
  void derivativesAgreeWithDifferences() {
    new LayerRun(new TensorProduct(2, 3, Basis.LEGENDRE, 4), 2, 5).check(0.3, -0.6).require(1e-8);
    new LayerRun(new TensorProduct(2, 1, Basis.FOURIER, 5), 2, 5).check(0.3, -0.6).require(1e-8);
    run(Spline.of(0, 1, 5), 1, 1, 3, 2, 5, 4).check(0.37).require(1e-8);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused("from 1.0 to 1.0", () -> Spline.of(1, 1, 3));
    refused("knots 1", () -> Spline.of(0, 1, 1));
    refused("[2]", () -> Spline.of(0, 1, 3).outputShape(Shape.of(2)));
    refused("5 knots from 1.0", () -> Spline.of(1, Math.nextUp(1.0), 5));
    refused("40000 knots are more than 10000", () -> Spline.of(0, 1, 40_000));
    refused("start value 1 is NaN", () -> Learned.from(1, Double.NaN));
    refused("too far apart", () -> ParameterRange.between(-1e308, 1e308));
    refused("more than 2^31-1 numbers", () -> new GruCell(1, 1_000_000_000));
    Tensor x = new Tracer().input(TensorType.f64(2), Scope.PER_LANE);
    refused("argument of shape [2] is not a scalar", () -> Basis.LEGENDRE.apply(x, 2));
    refused("count 0 is below 1", () -> Basis.LEGENDRE.apply(x.get(0), 0));
    refused("count 0", () -> new TensorProduct(1, 1, Basis.FOURIER, 0));
    refused("10^9", () -> new TensorProduct(9, 1, Basis.FOURIER, 10));
    refused("[1]", () -> new TensorProduct(2, 1, Basis.FOURIER, 2).outputShape(Shape.of(1)));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
