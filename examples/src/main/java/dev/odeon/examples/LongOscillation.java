package dev.odeon.examples;

import dev.odeon.adjoint.fit.GrowingHorizon;
import dev.odeon.adjoint.fit.Kernel;
import dev.odeon.adjoint.fit.MultipleShooting;
import dev.odeon.adjoint.fit.Smoothing;
import dev.odeon.adjoint.fit.Trajectory;
import dev.odeon.adjoint.fit.Windows;
import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// A noisy oscillation over almost eight periods, on which a plain fit ends at a flat line, and the
/// strategies that get it right with no more steps. Prints the table of `docs/hard-fits.md`.
public final class LongOscillation {
  private static final double END = 24;
  private static final int POINTS = 121;
  private static final double NOISE = 0.05;
  private static final int SEEDS = 5;
  private static final int STEPS = 600;
  private static final Adam ADAM = new Adam(0.02);

  private LongOscillation() {}

  /// A way to fit.
  public enum Strategy {
    /// All observations from the first state on.
    PLAIN,
    /// Six fits, each to a sixth more of the observations.
    GROWING_HORIZON,
    /// 24 windows of five intervals, whose first states are parameters.
    MULTIPLE_SHOOTING,
    /// The first two thirds of the steps by multiple shooting, the rest plain.
    SHOOTING_THEN_PLAIN,
    /// 117 windows of five observations that begin at observed states.
    WINDOWS,
    /// Derivatives of smoothed observations.
    COLLOCATION,
    /// The first two thirds of the steps for derivatives of smoothed observations, the rest plain.
    COLLOCATION_THEN_PLAIN
  }

  /// Prints the table, as Markdown, and writes a picture into `out/long-oscillation`.
  public static void main(String[] arguments) throws IOException {
    System.out.println("| Strategy | median | smallest | largest |");
    System.out.println("|---|---|---|---|");
    Map<Strategy, ParameterVector> first = new TreeMap<>();
    for (Strategy strategy : Strategy.values()) {
      double[] errors = new double[SEEDS];
      for (int seed = 1; seed <= SEEDS; seed++) {
        ParameterVector fitted = fit(strategy, STEPS, seed);
        errors[seed - 1] = error(fitted);
        first.putIfAbsent(strategy, fitted);
      }
      Arrays.sort(errors);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f | %.3f |%n",
          strategy.name().toLowerCase(Locale.ROOT).replace('_', ' '),
          errors[SEEDS / 2],
          errors[0],
          errors[SEEDS - 1]);
    }
    draw(first);
  }

  /// Fits with `steps` steps of Adam in all, from the start that `seed` draws.
  public static ParameterVector fit(Strategy strategy, int steps, long seed) {
    Trajectory data = data(seed);
    NeuralOde model = model(data);
    return switch (strategy) {
      case PLAIN ->
          Fit.of(model, Loss.MEAN_SQUARE, data.samples())
              .train(TrainingPlan.of(ADAM, steps), seed)
              .parameters();
      case GROWING_HORIZON ->
          GrowingHorizon.inStages(model, data, Loss.MEAN_SQUARE, 6)
              .train(TrainingPlan.of(ADAM, steps / 6), seed)
              .getLast()
              .parameters();
      case MULTIPLE_SHOOTING -> shot(model, data, steps, seed);
      case SHOOTING_THEN_PLAIN ->
          continued(model, data, steps / 3, shot(model, data, steps * 2 / 3, seed));
      case WINDOWS -> {
        Windows windows = new Windows(data, 5, 1);
        yield Fit.of(windows.shortened(model), Loss.MEAN_SQUARE, windows.samples())
            .train(TrainingPlan.of(ADAM, steps), seed)
            .parameters();
      }
      case COLLOCATION -> smoothed(data, steps, seed);
      case COLLOCATION_THEN_PLAIN ->
          continued(model, data, steps / 3, smoothed(data, steps * 2 / 3, seed));
    };
  }

  private static ParameterVector continued(
      NeuralOde model, Trajectory data, int steps, ParameterVector start) {
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, data.samples());
    return new Trainer(TrainingPlan.of(ADAM, steps)).train(fit.objective(), start).parameters();
  }

  private static ParameterVector shot(NeuralOde model, Trajectory data, int steps, long seed) {
    MultipleShooting shooting = new MultipleShooting(model, data, 6, 1);
    Fit fit = Fit.of(shooting, Loss.MEAN_SQUARE, shooting.samples());
    return shooting.flowOf(fit.train(TrainingPlan.of(ADAM, steps), seed).parameters());
  }

  private static ParameterVector smoothed(Trajectory data, int steps, long seed) {
    Smoothing smoothing = new Smoothing(Kernel.EPANECHNIKOV, 0.6);
    return Fit.of(field(), Loss.MEAN_SQUARE, smoothing.samples(data))
        .train(TrainingPlan.of(ADAM, steps), seed)
        .parameters();
  }

  /// Root mean square distance of the fitted trajectory from the truth.
  public static double error(ParameterVector fitted) {
    Solution path = model(data(0)).solve(fitted, 1, 0);
    double sum = 0;
    for (int i = 0; i < POINTS; i++) {
      double t = path.time(0, i);
      sum += Math.pow(path.state(0, i, 0) - Math.cos(2 * t), 2);
      sum += Math.pow(path.state(0, i, 1) - Math.sin(2 * t), 2);
    }
    return Math.sqrt(sum / (2 * POINTS));
  }

  /// `(cos 2t, sin 2t)` with noise drawn by `seed`, the first state without.
  private static Trajectory data(long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "oscillation");
    double[] times = SaveAt.linspace(0, END, POINTS).toArray();
    double[] x = new double[POINTS];
    double[] y = new double[POINTS];
    for (int i = 0; i < POINTS; i++) {
      double noise = i == 0 ? 0 : NOISE;
      x[i] = Math.cos(2 * times[i]) + noise * random.nextGaussian();
      y[i] = Math.sin(2 * times[i]) + noise * random.nextGaussian();
    }
    return Trajectory.of(times, x, y);
  }

  private static Layer field() {
    return Chain.of(new Dense(2, 12, Activation.TANH), new Dense(12, 2));
  }

  private static NeuralOde model(Trajectory data) {
    return NeuralOde.of(
        field(),
        Tsit5.METHOD,
        TimeSpan.of(0, END),
        SaveAt.times(data.times()),
        Tolerances.of(1e-5, 1e-5));
  }

  private static void draw(Map<Strategy, ParameterVector> fits) throws IOException {
    Trajectory data = data(1);
    SaveAt dense = SaveAt.linspace(0, END, 361);
    TrajectoryPlot plot =
        TrajectoryPlot.of("One oscillation, two fits", Axis.of("t"), Axis.of("x"))
            .withData(Series.of("data", data.times(), data.component(0)));
    for (Strategy strategy : new Strategy[] {Strategy.PLAIN, Strategy.SHOOTING_THEN_PLAIN}) {
      ParameterVector fitted = fits.get(strategy);
      if (fitted != null) {
        Solution path = model(data).savingAt(dense).solve(fitted, 1, 0);
        String name = strategy.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        plot = plot.withFitted(Series.of(name, dense.toArray(), path.component(0, 0)));
      }
    }
    plot.write(Files.createDirectories(Path.of("out/long-oscillation")).resolve("fits.png"));
  }
}
