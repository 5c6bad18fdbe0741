package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.check.ObjectiveDifferences;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.GruCell;
import dev.odeon.nn.layer.RecurrentCell;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

final class OdeRnnTest {
  private static final StepControl TIGHT = StepControl.adaptive(Tolerances.of(1e-10, 1e-10));

  /// Adds the input to the state: all else comes from the equation.
  private record Adding(int inputSize) implements RecurrentCell {
    @Override
    public int stateSize() {
      return inputSize;
    }

    @Override
    public ParameterSpec parameters() {
      return ParameterSpec.EMPTY;
    }

    @Override
    public Tensor step(Parameters p, Tensor state, Tensor input) {
      return state.plus(input);
    }
  }

  private static double[] decay(OdeRnn.Reading reading, int lanes, double... rows) {
    OdeRnn model = OdeRnn.of(new Adding(1), new Dense(1, 1), Tsit5.METHOD, TIGHT, reading);
    Shape shape = Shape.of(3, 3);
    ParameterVector parameters = ParameterVector.of(model.parameters(shape), DType.F64, -0.5, 0);
    return Prediction.of(model, parameters, shape, rows, lanes, Backends.preferred());
  }

  /// h' = -h / 2 with jumps by what is observed, at the times 0, 1 and 3.
  @Test
  void theStateDecaysBetweenObservations() {
    double[] rows = {0, 1, 4, 1, 1, 2, 2, 1, -1};
    double[] before = decay(OdeRnn.Reading.BEFORE_UPDATE, 1, rows);
    double[] after = decay(OdeRnn.Reading.AFTER_UPDATE, 1, rows);
    double second = 4 * Math.exp(-0.5);
    double third = (second + 2) * Math.exp(-1);
    double[] expected = {0, second, third};
    double[] observed = {4, 2, -1};
    for (int i = 0; i < 3; i++) {
      assertEquals(expected[i], before[i], 1e-8, "before observation " + i);
      assertEquals(expected[i] + observed[i], after[i], 1e-8, "after observation " + i);
    }
  }

  @Test
  void rowsThatAreNotSeenOnlyLetTimePass() {
    double[] gone = decay(OdeRnn.Reading.AFTER_UPDATE, 1, 0, 1, 4, 1, 0, 77, 2, 0, 0);
    assertEquals(4 * Math.exp(-0.5), gone[1], 1e-8);
    assertEquals(4 * Math.exp(-1.5), gone[2], 1e-8);
  }

  @Test
  void lanesHaveTheirOwnGaps() {
    double[] one = {0, 1, 4, 1, 1, 2, 2, 1, -1};
    double[] two = {0.3, 1, 1, 0, 1, 5, 7, 1, 3};
    double[] both = new double[18];
    for (int i = 0; i < 9; i++) {
      both[2 * i] = one[i];
      both[2 * i + 1] = two[i];
    }
    double[] together = decay(OdeRnn.Reading.AFTER_UPDATE, 2, both);
    double[] first = decay(OdeRnn.Reading.AFTER_UPDATE, 1, one);
    double[] second = decay(OdeRnn.Reading.AFTER_UPDATE, 1, two);
    for (int i = 0; i < 3; i++) {
      assertEquals(first[i], together[2 * i], "lane 0, row " + i);
      assertEquals(second[i], together[2 * i + 1], "lane 1, row " + i);
    }
  }

  /// Through the loop over rows, the solves in it, and the cell; two lanes with gaps of their own.
  @Test
  void theGradientIsThatOfDifferences() {
    OdeRnn model =
        OdeRnn.of(
            new GruCell(1, 2),
            Chain.of(new Dense(2, 3, Activation.TANH), new Dense(3, 2)),
            Tsit5.METHOD,
            StepControl.fixed(3),
            OdeRnn.Reading.AFTER_UPDATE);
    double[] inputs = {0.2, 0, 1, 1, 0.5, -1, 1.5, 0.4, 1, 1, 0.3, 2, 0, 2, 1, 0, 1.1, 0.9};
    double[] targets = {0.1, 0.2, -0.3, 0.4, 0.5, -0.6, 0.7, 0.8, -0.9, 1, 0.2, 0};
    Fit fit =
        Fit.of(
            model,
            Loss.MEAN_SQUARE,
            new Samples(2, Shape.of(3, 3), inputs, Shape.of(3, 2), targets));
    double[] at = fit.parameters().initialize(2).flat().clone();
    double[] gradient = new double[at.length];
    fit.objective().valueAndGradient(at, gradient);
    assertArrayEquals(ObjectiveDifferences.of(fit.objective(), at, 1e-5), gradient, 1e-8);
  }

  @Test
  void wrongShapesAreRefused() {
    assertRefused(
        "same shape",
        () ->
            OdeRnn.of(
                new Adding(2), new Dense(2, 3), Tsit5.METHOD, TIGHT, OdeRnn.Reading.AFTER_UPDATE));
    OdeRnn model =
        OdeRnn.of(new Adding(1), new Dense(1, 1), Tsit5.METHOD, TIGHT, OdeRnn.Reading.AFTER_UPDATE);
    assertRefused("[n x 3]", () -> model.parameters(Shape.of(4, 2)));
  }

  private static void assertRefused(String words, Executable body) {
    String message = assertThrows(IllegalArgumentException.class, body).getMessage();
    assertTrue(message.contains(words), message);
  }
}
