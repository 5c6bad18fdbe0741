package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.HamiltonianField;
import dev.odeon.nn.layer.LagrangianField;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.MechanicalLagrangian;
import dev.odeon.nn.layer.SecondOrderField;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import org.junit.jupiter.api.Test;

/// Fields with structure inside a solve: gradients, and what only the structure makes possible.
final class StructuredFieldsTest {
  private static final TimeSpan UNIT = TimeSpan.of(0, 1);

  private static NeuralOde flow(Layer field, SaveAt times) {
    return NeuralOde.of(field, Tsit5.METHOD, UNIT, times, Tolerances.of(1e-9, 1e-9));
  }

  private static Chain network(int in, int out) {
    return Chain.of(new Dense(in, 8, Activation.TANH), new Dense(8, out));
  }

  private static void gradientAgrees(Layer field) {
    NeuralOde model = flow(field, SaveAt.times(0.5, 1));
    Samples samples =
        Samples.one(new double[] {0.8, -0.3}, Shape.of(2, 2), new double[] {0.2, 0.1, -0.4, 0.7});
    GraphObjective loss = Fit.of(model, Loss.MEAN_SQUARE, samples).objective();
    double[] at = model.parameters(Shape.of(2)).initialize(4).flat();
    double[] gradient = new double[at.length];
    loss.valueAndGradient(at, gradient);
    double h = 1e-4;
    double[] unused = new double[at.length];
    for (int i = 0; i < at.length; i++) {
      double[] x = at.clone();
      x[i] = at[i] + h;
      double above = loss.valueAndGradient(x, unused);
      x[i] = at[i] - h;
      double below = loss.valueAndGradient(x, unused);
      assertEquals((above - below) / (2 * h), gradient[i], 1e-6, "derivative for parameter " + i);
    }
  }

  @Test
  void theGradientOfASolveOfAHamiltonianNetworkAgreesWithDifferences() {
    gradientAgrees(new HamiltonianField(network(2, 1)));
  }

  @Test
  void theGradientOfASolveOfALagrangianAgreesWithDifferences() {
    gradientAgrees(
        new LagrangianField(new MechanicalLagrangian(network(1, 1), network(1, 1), 0.5)));
  }

  /// In one dimension trajectories keep their order, so 1 and -1 cannot change places: the best
  /// that a plain flow can do is 0 for both, a mean square error of 1.
  @Test
  void onlyAnAugmentedFlowChangesTheOrderOfPoints() {
    double[] from = {1, -1};
    double[] to = {-1, 1};
    Samples samples = new Samples(2, Shape.of(1), from, Shape.of(1, 1), to);
    SaveAt end = SaveAt.end(UNIT);
    TrainingPlan plan = TrainingPlan.of(new Adam(0.05), 150);
    TrainingPlan few = TrainingPlan.of(new Adam(0.05), 30);
    NeuralOde plain =
        NeuralOde.of(network(1, 1), Tsit5.METHOD, UNIT, end, Tolerances.of(1e-4, 1e-4));
    NeuralOde wide =
        NeuralOde.of(network(2, 2), Tsit5.METHOD, UNIT, end, Tolerances.of(1e-4, 1e-4));
    AugmentedOde augmented = AugmentedOde.zeros(wide, 1);
    double without = Fit.of(plain, Loss.MEAN_SQUARE, samples).train(few, 1).bestLoss();
    double with = Fit.of(augmented, Loss.MEAN_SQUARE, samples).train(plan, 1).bestLoss();
    assertTrue(without >= 0.99, "a plain flow cannot, but its loss is " + without);
    assertTrue(with < 1e-3, "an augmented flow can, but its loss is " + with);
  }

  @Test
  void extraComponentsMayStartFromALearnedValue() {
    // dx/dt = z, z constant: x(t) = x0 + z t.
    NeuralOde wide = flow(new Dense(2, 2), SaveAt.times(0.5, 1));
    AugmentedOde model = new AugmentedOde(wide, Learned.from(3));
    ParameterVector p = model.parameters(Shape.of(1)).initialize(1);
    p.view("flow.weight").copyFrom(new double[] {0, 1, 0, 0});
    double[] out =
        Fit.of(
                model,
                Loss.MEAN_SQUARE,
                Samples.one(new double[] {1}, Shape.of(2, 1), new double[2]))
            .predict(p);
    assertEquals(2.5, out[0], 1e-12);
    assertEquals(4, out[1], 1e-12);
  }

  @Test
  void aSecondOrderFieldOscillates() {
    NeuralOde model = flow(new SecondOrderField(new Dense(2, 1)), SaveAt.times(1));
    ParameterVector p = model.parameters(Shape.of(2)).initialize(1);
    p.view("acceleration.weight").copyFrom(new double[] {-4, 0});
    Solution end = model.solve(p, 1, 0);
    assertEquals(Math.cos(2), end.state(0, 0, 0), 1e-7);
    assertEquals(-2 * Math.sin(2), end.state(0, 0, 1), 1e-7);
  }

  @Test
  void anAugmentedFlowOfTheWrongWidthIsRefused() {
    NeuralOde narrow = flow(new Dense(2, 2), SaveAt.times(1));
    AugmentedOde model = AugmentedOde.zeros(narrow, 3);
    assertThrows(IllegalArgumentException.class, () -> model.parameters(Shape.of(1)));
    String message =
        assertThrows(IllegalArgumentException.class, () -> AugmentedOde.zeros(narrow, 0))
            .getMessage();
    assertTrue(message.contains("0"), message);
  }
}
