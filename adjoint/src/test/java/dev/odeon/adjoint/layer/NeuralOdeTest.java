package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;

final class NeuralOdeTest {
  private static final double[] START = {1, 0};
  private static final SaveAt TIMES = SaveAt.linspace(0, 2, 5);

  private static NeuralOde of(Layer field) {
    return NeuralOde.of(field, Tsit5.METHOD, TimeSpan.of(0, 2), TIMES, Tolerances.of(1e-9, 1e-9));
  }

  private static ParameterVector rotation(NeuralOde model) {
    return ParameterVector.of(model.parameters(Shape.of(2)), DType.F64, 0, -1, 1, 0, 0, 0);
  }

  @Test
  void aLinearFieldTurnsTheStateInACircle() {
    NeuralOde model = of(new Dense(2, 2));
    Solution solution = model.solve(rotation(model), START);
    for (int i = 0; i < TIMES.count(); i++) {
      assertEquals(Math.cos(TIMES.time(i)), solution.state(0, i, 0), 1e-7, "cos at " + i);
      assertEquals(Math.sin(TIMES.time(i)), solution.state(0, i, 1), 1e-7, "sin at " + i);
    }
  }

  @Test
  void aSolveHasTheBitsOfThePrediction() {
    NeuralOde model = of(Chain.of(new Dense(2, 7, Activation.TANH), new Dense(7, 2)));
    ParameterVector parameters = model.parameters(Shape.of(2)).initialize(3);
    Samples samples = Samples.one(START, Shape.of(5, 2), new double[10]);
    double[] predicted = Fit.of(model, Loss.MEAN_SQUARE, samples).predict(parameters);
    assertArrayEquals(predicted, model.solve(parameters, START).states());
  }

  @Test
  void otherSaveTimesLeaveTheTrajectoryAsItIs() {
    NeuralOde model = of(new Dense(2, 2));
    Solution few = model.solve(rotation(model), START);
    Solution many = model.savingAt(SaveAt.linspace(0, 2, 9)).solve(rotation(model), START);
    for (int i = 0; i < TIMES.count(); i++) {
      assertArrayEquals(few.state(0, i), many.state(0, 2 * i), "at " + TIMES.time(i));
    }
    assertEquals(few.stats(0), many.stats(0), "save times changed the steps");
  }

  @Test
  void parametersOfAnotherModelAreRefused() {
    NeuralOde model = of(new Dense(2, 2));
    ParameterVector other = Chain.of(new Dense(2, 2)).parameters(Shape.of(2)).initialize(1);
    String message =
        assertThrows(IllegalArgumentException.class, () -> model.solve(other, START)).getMessage();
    assertTrue(message.contains("0.weight") && message.contains("field"), message);
  }
}
