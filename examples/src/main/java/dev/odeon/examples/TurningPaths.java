package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.ControlSource;
import dev.odeon.adjoint.layer.NeuralCde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A neural controlled differential equation tells whether noisy spirals, seen at irregular times
/// with gaps, turn left or right, by cubic paths that look ahead and by rectilinear ones that do
/// not. Prints a table of `docs/controls.md`.
public final class TurningPaths {
  private static final int COUNT = 128;
  private static final int POINTS = 10;
  private static final int STATE = 4;
  private static final double NOISE = 0.1;

  private TurningPaths() {}

  /// The two ways to make a path of observations.
  private enum Kind {
    CUBIC,
    RECTILINEAR
  }

  /// Trains on both kinds from three seeds.
  public static void main(String[] arguments) {
    System.out.println("| Seed | Cubic paths | Rectilinear paths |\n|---|---|---|");
    for (int seed = 1; seed <= 3; seed++) {
      System.out.printf(
          Locale.ROOT,
          "| %d | %.3f | %.3f |%n",
          seed,
          accuracy(Kind.CUBIC, seed),
          accuracy(Kind.RECTILINEAR, seed));
    }
  }

  /// The part of 128 unseen spirals that is told right.
  private static double accuracy(Kind kind, long seed) {
    Samples training = samples(kind, SplitMix64.stream(seed, "training"));
    Samples heldOut = samples(kind, SplitMix64.stream(seed, "held out"));
    NeuralCde model = model(kind);
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, training);
    ParameterVector p = fit.train(TrainingPlan.of(new Adam(0.03), 150), seed).parameters();
    double[] answers = Fit.of(model, Loss.MEAN_SQUARE, heldOut).predict(p);
    int right = 0;
    for (int i = 0; i < COUNT; i++) {
      right += answers[i] * heldOut.targets()[i] > 0 ? 1 : 0;
    }
    return (double) right / COUNT;
  }

  private static NeuralCde model(Kind kind) {
    ControlPath like = path(kind, 1, new SplitMix64(1));
    double[] knots = like.knots();
    double end = knots[knots.length - 1];
    SolvePlan plan =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-3, 1e-3)),
            TimeSpan.of(knots[0], end),
            SaveAt.times(end));
    int channels = like.channels();
    return new NeuralCde(
        new Dense(channels, STATE),
        Chain.of(
            new Dense(STATE, 16, Activation.TANH),
            new Dense(16, STATE * channels, Activation.TANH)),
        new Dense(STATE, 1),
        ControlSource.PerSample.like(like),
        plan);
  }

  private static Samples samples(Kind kind, SplitMix64 random) {
    List<ControlPath> paths = new ArrayList<>();
    double[] targets = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      targets[i] = i % 2 == 0 ? 1 : -1;
      paths.add(path(kind, targets[i], random));
    }
    Shape shape = ControlSource.PerSample.like(paths.getFirst()).shape();
    return new Samples(COUNT, shape, ControlPath.stack(paths), Shape.of(1, 1), targets);
  }

  /// Ten points of a spiral with a phase, a speed and times of its own; one coordinate in five is
  /// missing. Knots are the numbers of the points, and the time is a channel.
  private static ControlPath path(Kind kind, double direction, SplitMix64 random) {
    double phase = 2 * Math.PI * random.nextDouble();
    double speed = 0.5 + random.nextDouble();
    double[] numbers = new double[POINTS];
    double[] times = new double[POINTS];
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      numbers[i] = i;
      times[i] = i == 0 ? 0 : times[i - 1] + 0.1 + 0.3 * random.nextDouble();
      double angle = phase + direction * speed * times[i];
      x[i] = observed(i, times[i] * StrictMath.cos(angle), random);
      y[i] = observed(i, times[i] * StrictMath.sin(angle), random);
    }
    return switch (kind) {
      case CUBIC -> ControlPath.backwardHermite(numbers, times, x, y);
      case RECTILINEAR -> ControlPath.rectilinear(times, x, y);
    };
  }

  /// The first point is always there: a rectilinear path starts from it.
  private static double observed(int number, double value, SplitMix64 random) {
    double noisy = value + NOISE * random.nextGaussian();
    return random.nextDouble() < 0.2 && number > 0 ? Double.NaN : noisy;
  }
}
