package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.ControlSource;
import dev.odeon.adjoint.layer.DrivenOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// A network learns how an oscillator answers to a force, from eight recorded forces with gaps, and
/// predicts the answer to one that it has not seen. Prints the figures of `docs/controls.md`.
///
/// The truth is `x'' = -x - 0.3 x' - 0.5 x^3 + u(t)` at rest at t = 0; u is a cubic through random
/// values, one a unit of time.
public final class DrivenOscillator {
  private static final double END = 12;
  private static final int KNOTS = 13;
  private static final int POINTS = 25;
  private static final int FORCES = 8;

  private DrivenOscillator() {}

  /// `(x, v, u)` to `(v, a(x, v, u))`.
  private record Forced(Layer acceleration) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return acceleration.parameters(input);
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(2);
    }

    @Override
    public Tensor apply(Parameters p, Tensor state) {
      return Tensor.concatenate(state.get(1), acceleration.apply(p, state));
    }
  }

  /// Fits, prints the errors, and writes a picture into the folder `out/driven-oscillator`.
  public static void main(String[] arguments) throws IOException {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 200).then(new Lbfgs(150));
    for (int seed = 1; seed <= 3; seed++) {
      SplitMix64 random = SplitMix64.stream(seed, "forces");
      List<ControlPath> forces = new ArrayList<>();
      for (int i = 0; i <= FORCES; i++) {
        forces.add(force(random));
      }
      double[] expected = answer(forces.get(FORCES));
      double[] predicted = fitted(forces.subList(0, FORCES), forces.get(FORCES), plan, seed);
      System.out.printf(
          Locale.ROOT,
          "seed %d: root mean square error %.4f, of the answer itself %.4f%n",
          seed,
          distance(expected, predicted),
          distance(expected, new double[expected.length]));
      if (seed == 1) {
        draw(forces.get(FORCES), expected, predicted);
      }
    }
  }

  /// A cubic through random values, of which one in six was not recorded.
  private static ControlPath force(SplitMix64 random) {
    double[] values = new double[KNOTS];
    for (int i = 0; i < KNOTS; i++) {
      double value = 2 * random.nextDouble() - 1;
      values[i] = random.nextDouble() < 1.0 / 6 ? Double.NaN : value;
    }
    values[0] = Double.isNaN(values[0]) ? 0 : values[0];
    return ControlPath.backwardHermite(SaveAt.linspace(0, END, KNOTS).toArray(), values);
  }

  /// The positions of the true oscillator under `force`.
  private static double[] answer(ControlPath force) {
    OdeProblem problem =
        OdeProblem.of(
            (t, y, p) -> {
              Tensor x = y.get(0);
              Tensor v = y.get(1);
              Tensor u = force.traced(t.tracer()).value(t).get(0);
              Tensor pull = x.plus(v.times(0.3)).plus(x.pow(3).times(0.5));
              return Tensor.concatenate(v, u.minus(pull));
            },
            TimeSpan.of(0, END),
            0,
            0);
    return OdeSolver.solve(
            problem.withStops(force.knots()),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
            SaveAt.linspace(0, END, POINTS))
        .component(0, 0);
  }

  /// The positions that a network predicts under `unseen`, fitted to the answers to `forces`.
  private static double[] fitted(
      List<ControlPath> forces, ControlPath unseen, TrainingPlan plan, long seed) {
    Layer field = new Forced(Chain.of(new Dense(3, 16, Activation.TANH), new Dense(16, 1)));
    SolvePlan solve =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
            TimeSpan.of(0, END),
            SaveAt.linspace(0, END, POINTS));
    Layer model =
        new Positions(new DrivenOde(2, field, ControlSource.PerSample.like(unseen), solve));
    TrainingResult result = Fit.of(model, Loss.MEAN_SQUARE, samples(forces)).train(plan, seed);
    return Fit.of(model, Loss.MEAN_SQUARE, samples(List.of(unseen))).predict(result.parameters());
  }

  /// Only positions are observed.
  private record Positions(DrivenOde flow) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return flow.parameters(input);
    }

    @Override
    public Shape outputShape(Shape input) {
      return Shape.of(flow.outputShape(input).dim(0));
    }

    @Override
    public Tensor apply(Parameters p, Tensor input) {
      return flow.apply(p, input).transpose().slice(0, 1).reshape(outputShape(input.shape()));
    }
  }

  /// Inputs: at rest at 0, then the coefficients of the force; targets: the positions.
  private static Samples samples(List<ControlPath> forces) {
    int count = forces.size();
    double[] coefficients = ControlPath.stack(forces);
    double[] inputs = new double[2 * count + coefficients.length];
    System.arraycopy(coefficients, 0, inputs, 2 * count, coefficients.length);
    double[] targets = new double[POINTS * count];
    for (int lane = 0; lane < count; lane++) {
      double[] x = answer(forces.get(lane));
      for (int i = 0; i < POINTS; i++) {
        targets[i * count + lane] = x[i];
      }
    }
    return new Samples(count, Shape.of(inputs.length / count), inputs, Shape.of(POINTS), targets);
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / a.length);
  }

  private static void draw(ControlPath force, double[] expected, double[] predicted)
      throws IOException {
    double[] times = SaveAt.linspace(0, END, POINTS).toArray();
    double[] dense = SaveAt.linspace(0, END, 241).toArray();
    double[] u = Arrays.stream(dense).map(t -> force.value(t)[0]).toArray();
    TrajectoryPlot.of("Answer to a force that was not trained", Axis.of("t"), Axis.of("x, u"))
        .withFitted(Series.of("predicted x", times, predicted))
        .withFitted(Series.of("force u", dense, u))
        .withData(Series.of("true x", times, expected))
        .write(Files.createDirectories(Path.of("out/driven-oscillator")).resolve("answer.png"));
  }
}
