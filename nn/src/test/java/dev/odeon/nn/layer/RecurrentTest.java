package dev.odeon.nn.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.check.ObjectiveDifferences;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.ScanOrder;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class RecurrentTest {
  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double[] run(Layer model, double[] parameters, Shape shape, double... input) {
    ParameterVector vector = ParameterVector.of(model.parameters(shape), DType.F64, parameters);
    return Prediction.of(
        model, vector, shape, input, input.length / shape.size(), new ReferenceBackend());
  }

  @Test
  void aGruOfOneUnitComputesItsEquations() {
    double[] w = {0.5, -0.4, 0.9};
    double[] b = {0.1, 0.2, -0.3};
    double[] u = {-0.7, 0.8, 1.1};
    double[] c = {0.05, -0.15, 0.25};
    double[] flat = new double[12];
    for (int i = 0; i < 3; i++) {
      flat[i] = w[i];
      flat[3 + i] = b[i];
      flat[6 + i] = u[i];
      flat[9 + i] = c[i];
    }
    double[] found = run(new Recurrent(new GruCell(1, 1)), flat, Shape.of(2, 1), 1.5, -0.5);
    double h = 0;
    double[] inputs = {1.5, -0.5};
    for (int step = 0; step < 2; step++) {
      double x = inputs[step];
      double r = logistic(w[0] * x + b[0] + u[0] * h + c[0]);
      double z = logistic(w[1] * x + b[1] + u[1] * h + c[1]);
      double n = Math.tanh(w[2] * x + b[2] + r * (u[2] * h + c[2]));
      h = (1 - z) * n + z * h;
      assertEquals(h, found[step], 1e-14, "state after row " + step);
    }
  }

  @Test
  void anLstmOfOneUnitComputesItsEquations() {
    double[] w = {0.5, -0.4, 0.9, 0.3};
    double[] b = {0.1, 0.2, -0.3, 0.6};
    double[] u = {-0.7, 0.8, 1.1, -0.2};
    double[] c = {0.05, -0.15, 0.25, 0.35};
    double[] flat = new double[16];
    for (int i = 0; i < 4; i++) {
      flat[i] = w[i];
      flat[4 + i] = b[i];
      flat[8 + i] = u[i];
      flat[12 + i] = c[i];
    }
    double[] found = run(new Recurrent(new LstmCell(1, 1)), flat, Shape.of(2, 1), 1.5, -0.5);
    double h = 0;
    double m = 0;
    double[] inputs = {1.5, -0.5};
    for (int step = 0; step < 2; step++) {
      double[] a = new double[4];
      for (int k = 0; k < 4; k++) {
        a[k] = w[k] * inputs[step] + b[k] + u[k] * h + c[k];
      }
      m = logistic(a[1]) * m + logistic(a[0]) * Math.tanh(a[2]);
      h = logistic(a[3]) * Math.tanh(m);
      assertEquals(h, found[2 * step], 1e-14, "h after row " + step);
      assertEquals(m, found[2 * step + 1], 1e-14, "memory after row " + step);
    }
  }

  @Test
  void theOtherOrderReadsTheRowsBackwards() {
    Recurrent forwards = new Recurrent(new GruCell(1, 2));
    double[] parameters = forwards.parameters(Shape.of(3, 1)).initialize(1).flat();
    double[] there = run(forwards, parameters, Shape.of(3, 1), 1, 2, 3);
    Recurrent backwards = new Recurrent(new GruCell(1, 2), ScanOrder.REVERSE);
    double[] back = run(backwards, parameters, Shape.of(3, 1), 3, 2, 1);
    for (int row = 0; row < 3; row++) {
      assertEquals(there[2 * row], back[2 * (2 - row)], "row " + row);
    }
  }

  @Test
  void lanesDoNotMixAndBackendsAgree() {
    Recurrent model = new Recurrent(new GruCell(2, 3));
    Shape shape = Shape.of(4, 2);
    ParameterVector parameters = model.parameters(shape).initialize(1);
    SplitMix64 random = new SplitMix64(5);
    double[] both = new double[16];
    double[] first = new double[8];
    for (int i = 0; i < 8; i++) {
      both[2 * i] = random.nextGaussian();
      both[2 * i + 1] = random.nextGaussian();
      first[i] = both[2 * i];
    }
    double[] two = Prediction.of(model, parameters, shape, both, 2, Backends.preferred());
    double[] one = Prediction.of(model, parameters, shape, first, 1, new ReferenceBackend());
    for (int i = 0; i < one.length; i++) {
      assertEquals(one[i], two[2 * i], "element " + i);
    }
  }

  /// With several samples the weights are shared by lanes; with a decoder there are two scans.
  @Test
  void theGradientIsThatOfDifferences() {
    Chain model =
        Chain.of(
            new Recurrent(new GruCell(2, 3)),
            new EachRow(Chain.of(new Dense(3, 4, Activation.TANH), new Dense(4, 1))));
    Shape shape = Shape.of(5, 2);
    Samples samples = new Samples(3, shape, normal(30, 3), Shape.of(5, 1), normal(15, 4));
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, samples);
    double[] at = fit.parameters().initialize(2).flat().clone();
    double[] gradient = new double[at.length];
    fit.objective().valueAndGradient(at, gradient);
    assertArrayEquals(ObjectiveDifferences.of(fit.objective(), at, 1e-5), gradient, 1e-8);
  }

  private static double[] normal(int count, long seed) {
    SplitMix64 random = new SplitMix64(seed);
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  @Test
  void eachRowIsTheLayerOfThatRow() {
    Layer square = new Elementwise(x -> x.times(x));
    assertArrayEquals(
        new double[] {1, 4, 9, 16},
        run(new EachRow(square), new double[0], Shape.of(2, 2), 1, 2, 3, 4));
  }

  @Test
  void wrongShapesAreRefused() {
    assertRefused("state size 0", () -> new GruCell(1, 0));
    assertRefused("input size 0", () -> new LstmCell(0, 1));
    Recurrent model = new Recurrent(new GruCell(2, 3));
    assertRefused("[n x 2]", () -> model.parameters(Shape.of(4, 3)));
    assertRefused("not a matrix", () -> new EachRow(model).parameters(Shape.of(4)));
    assertRefused(
        "[3] has not the elements of [2x2]",
        () -> new Reshape(Shape.of(2, 2)).outputShape(Shape.of(3)));
  }

  private static void assertRefused(String words, Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }
}
