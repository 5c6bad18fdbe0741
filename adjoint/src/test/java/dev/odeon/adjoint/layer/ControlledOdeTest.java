package dev.odeon.adjoint.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.PortHamiltonian;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ControlledOdeTest {
  private static final double[] TIMES = {0, 0.5, 2, 3};
  private static final double[] X = {1, 2, -1, 0.5};
  private static final Chain ITSELF = Chain.of();

  private static SolvePlan plan(double end, double... times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
        TimeSpan.of(0, end),
        SaveAt.times(times));
  }

  private static double[] run(Layer layer, Shape input, double[] x, ParameterVector p) {
    Shape output = layer.outputShape(input);
    Samples samples = new Samples(1, input, x, output, new double[output.size()]);
    return Fit.of(layer, Loss.MEAN_SQUARE, samples).predict(p);
  }

  /// dy = y dX with y(0) = 1 has y(t) = exp(X(t) - X(0)), whatever X does between observations.
  @Test
  void theExponentialOfAPathHasItsClosedForm() {
    for (ControlPath path :
        List.of(
            ControlPath.linear(TIMES, X),
            ControlPath.backwardHermite(TIMES, X),
            ControlPath.naturalCubic(TIMES, X))) {
      var control = ControlSource.PerSample.like(path);
      NeuralCde model =
          new NeuralCde(Learned.from(1), new Dense(1, 1), ITSELF, control, plan(3, 0.5, 2, 3));
      ParameterVector p = ParameterVector.of(model.parameters(control.shape()), DType.F64, 1, 1, 0);
      double[] y = run(model, control.shape(), path.coefficients(), p);
      for (int i = 0; i < 3; i++) {
        assertEquals(Math.exp(X[i + 1] - X[0]), y[i], 1e-6, "at observation " + (i + 1));
      }
    }
  }

  @Test
  void stepsGiveTheSameEndAsLines() {
    ControlPath steps = ControlPath.rectilinear(TIMES, X);
    var control = ControlSource.PerSample.like(steps);
    NeuralCde model = new NeuralCde(Learned.from(1), new Dense(1, 2), ITSELF, control, plan(6, 6));
    // F(y) = (0, y): driven by the values, not by time.
    ParameterVector p =
        ParameterVector.of(model.parameters(control.shape()), DType.F64, 1, 0, 1, 0, 0);
    double[] y = run(model, control.shape(), steps.coefficients(), p);
    assertEquals(Math.exp(X[3] - X[0]), y[0], 1e-6);
  }

  @Test
  void theStateDoesNotDependOnTheSpeedOfThePath() {
    double[] slow = {0, 1, 4, 6};
    ControlPath path = ControlPath.linear(TIMES, X, TIMES);
    ControlPath stretched = ControlPath.linear(slow, X, TIMES);
    Layer field = Chain.of(new Dense(2, 4, Activation.TANH));
    double[] ends = new double[2];
    for (int i = 0; i < 2; i++) {
      ControlPath one = i == 0 ? path : stretched;
      var control = ControlSource.PerSample.like(one);
      double end = i == 0 ? 3 : 6;
      NeuralCde model =
          new NeuralCde(new Dense(2, 2), field, new Dense(2, 1), control, plan(end, end));
      ParameterVector p = model.parameters(control.shape()).initialize(3);
      ends[i] = run(model, control.shape(), one.coefficients(), p)[0];
    }
    assertEquals(ends[0], ends[1], 1e-6);
  }

  /// y' = -y + u with u = t: y = t - 1 + 2 e^-t from y(0) = 1.
  @Test
  void anInputDrivesTheState() {
    ControlPath time = ControlPath.linear(new double[] {0, 3}, new double[] {0, 3});
    double expected = 3 - 1 + 2 * Math.exp(-3);
    DrivenOde common =
        new DrivenOde(1, new Dense(2, 1), new ControlSource.Common(time), plan(3, 3));
    ParameterVector p = ParameterVector.of(common.parameters(Shape.of(1)), DType.F64, -1, 1, 0);
    assertEquals(expected, run(common, Shape.of(1), new double[] {1}, p)[0], 1e-7);
    var own = ControlSource.PerSample.like(time);
    DrivenOde each = new DrivenOde(1, new Dense(2, 1), own, plan(3, 3));
    double[] c = time.coefficients();
    double[] input = {1, c[0], c[1], c[2], c[3]};
    assertEquals(expected, run(each, Shape.of(5), input, p)[0], 1e-7);
  }

  @Test
  void aPortHamiltonianTakesItsInputFromAPath() {
    ControlPath force = ControlPath.linear(TIMES, X);
    PortHamiltonian field =
        new PortHamiltonian(
            2,
            1,
            Chain.of(new Dense(2, 4, Activation.TANH), new Dense(4, 1)),
            Learned.from(1),
            Learned.filled(3, 0.1),
            Learned.from(0, 1));
    DrivenOde model = new DrivenOde(2, field, new ControlSource.Common(force), plan(3, 3));
    double[] end =
        run(model, Shape.of(2), new double[] {0, 0}, model.parameters(Shape.of(2)).initialize(1));
    assertTrue(Math.abs(end[1]) > 1e-3, "the force moves it: " + end[1]);
  }

  @Test
  void gradientsForWeightsAgreeWithDifferences() {
    List<ControlPath> paths =
        List.of(
            ControlPath.naturalCubic(TIMES, X, TIMES),
            ControlPath.naturalCubic(TIMES, new double[] {1, 0, 1, 2}, TIMES));
    var control = ControlSource.PerSample.like(paths.getFirst());
    NeuralCde model =
        new NeuralCde(
            new Dense(2, 2),
            new Dense(2, 4, Activation.TANH),
            new Dense(2, 1),
            control,
            plan(3, 1.5, 3));
    Samples samples =
        new Samples(
            2,
            control.shape(),
            ControlPath.stack(paths),
            Shape.of(2, 1),
            new double[] {1, 2, 3, 4});
    agree(Fit.of(model, Loss.MEAN_SQUARE, samples).objective());
    double[] input = new double[2 * 14];
    input[0] = 0.3;
    input[1] = -0.2;
    System.arraycopy(
        ControlPath.stack(
            List.of(
                ControlPath.linear(TIMES, X),
                ControlPath.linear(TIMES, new double[] {1, 0, 0, 1}))),
        0,
        input,
        4,
        24);
    var own = new ControlSource.PerSample(List.of(0.0, 0.5, 2.0, 3.0), 1);
    DrivenOde driven = new DrivenOde(2, new Dense(3, 2, Activation.TANH), own, plan(3, 1, 3));
    Samples pairs = new Samples(2, Shape.of(14), input, Shape.of(2, 2), new double[8]);
    agree(Fit.of(driven, Loss.MEAN_SQUARE, pairs).objective());
  }

  private static void agree(GraphObjective loss) {
    double[] at = loss.spec().initialize(4).flat();
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
      double difference = (above - below) / (2 * h);
      assertEquals(
          difference,
          gradient[i],
          1e-6 * Math.max(1, Math.abs(difference)),
          "derivative for parameter " + i);
    }
  }

  /// Arcs of a circle, walked left or right, some points missing; which way is a property of the
  /// whole path that no single point shows.
  @Test
  void aNeuralCdeLearnsToTellLeftFromRight() {
    ControlSource.PerSample control = ControlSource.PerSample.like(arc(1, new SplitMix64(1)));
    NeuralCde model =
        new NeuralCde(
            new Dense(2, 3),
            Chain.of(new Dense(3, 6, Activation.TANH)),
            new Dense(3, 1),
            control,
            SolvePlan.of(
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-3, 1e-3)),
                TimeSpan.of(0, 1),
                SaveAt.times(1)));
    SplitMix64 random = new SplitMix64(5);
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, arcs(16, random));
    ParameterVector p =
        fit.train(TrainingPlan.of(new Adam(0.05), 40).then(new Lbfgs(20)), 2).parameters();
    double[] answers = Fit.of(model, Loss.MEAN_SQUARE, arcs(16, random)).predict(p);
    int right = 0;
    for (int i = 0; i < answers.length; i++) {
      right += answers[i] * (i % 2 == 0 ? 1 : -1) > 0 ? 1 : 0;
    }
    assertTrue(right >= 15, right + " of 16 unseen arcs recognised");
  }

  private static Samples arcs(int count, SplitMix64 random) {
    List<ControlPath> paths = new ArrayList<>();
    double[] targets = new double[count];
    for (int i = 0; i < count; i++) {
      targets[i] = i % 2 == 0 ? 1 : -1;
      paths.add(arc(targets[i], random));
    }
    Shape shape = ControlSource.PerSample.like(paths.getFirst()).shape();
    return new Samples(count, shape, ControlPath.stack(paths), Shape.of(1, 1), targets);
  }

  private static ControlPath arc(double direction, SplitMix64 random) {
    double[] times = SaveAt.linspace(0, 1, 7).toArray();
    double[] x = new double[7];
    double[] y = new double[7];
    double phase = 6.3 * random.nextDouble();
    for (int i = 0; i < 7; i++) {
      boolean seen = random.nextDouble() > 0.2;
      x[i] = seen ? Math.cos(phase + direction * 3 * times[i]) : Double.NaN;
      y[i] = seen ? Math.sin(phase + direction * 3 * times[i]) : Double.NaN;
    }
    return ControlPath.backwardHermite(times, x, y);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    ControlPath path = ControlPath.linear(TIMES, X);
    var control = ControlSource.PerSample.like(path);
    refused(
        "does not cover",
        () -> new DrivenOde(1, new Dense(2, 1), new ControlSource.Common(path), plan(4, 4)));
    refused(
        "field has output of shape [3]",
        () -> new NeuralCde(Learned.from(1, 2), new Dense(2, 3), ITSELF, control, plan(3, 3)));
    refused("knots must increase", () -> new ControlSource.PerSample(List.of(1.0, 1.0), 1));
    refused(
        "dimension 2",
        () -> new DrivenOde(2, new Dense(3, 1), new ControlSource.Common(path), plan(3, 3)));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
