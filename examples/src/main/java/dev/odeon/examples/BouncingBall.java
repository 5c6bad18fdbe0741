package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.estimate.Estimate;
import dev.odeon.adjoint.estimate.ParameterEstimation;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// A ball dropped from a known height: gravity, its radius and the restitution of its bounces are
/// learned from noisy heights of its centre, through the times of three bounces that depend on all
/// of them. Prints the table of `docs/bouncing-ball.md`.
public final class BouncingBall {
  /// Gravity in m/s^2, radius in m, restitution: what the data are made with.
  private static final double[] TRUTH = {9.81, 0.25, 0.8};

  private static final String[] NAMES = {"gravity", "radius", "restitution"};
  private static final double HEIGHT = 5;
  private static final double END = 4.5;
  private static final int POINTS = 91;
  private static final double[] NOISES = {0.003, 0.02};
  private static final int SEEDS = 5;

  /// From far off: the first bounce comes 0.2 s too late, the later ones where others are.
  private static final double[] START = {7, 0.5, 0.6};

  private BouncingBall() {}

  /// Fits five data sets, prints the table, as Markdown, and writes a picture into
  /// `out/bouncing-ball`.
  public static void main(String[] arguments) throws IOException {
    System.out.println(
        "| Noise, mm | Seed | gravity, m/s^2 | radius, m | restitution | largest error |");
    System.out.println("|---|---|---|---|---|---|");
    for (double noise : NOISES) {
      for (int seed = 1; seed <= SEEDS; seed++) {
        double[] fitted = fit(noise, seed);
        System.out.printf(
            Locale.ROOT,
            "| %.0f | %d | %.4f | %.4f | %.4f | %.2f %% |%n",
            1000 * noise,
            seed,
            fitted[0],
            fitted[1],
            fitted[2],
            100 * error(fitted));
      }
    }
    double noise = NOISES[NOISES.length - 1];
    draw(fit(noise, 1), data(noise, 1));
  }

  /// Gravity, radius and restitution from heights with noise of `noise` m that `seed` draws: first
  /// from the heights before 1.2 s, then from those before 2.8 s, then from all, each fit from the
  /// end of the one before.
  public static double[] fit(double noise, long seed) {
    double[] data = data(noise, seed);
    double[] values = START;
    for (double horizon : new double[] {1.2, 2.8, END}) {
      SaveAt times = SaveAt.times(times(horizon));
      Samples seen =
          Samples.one(
              new double[] {HEIGHT, 0},
              Shape.of(times.count(), 1),
              Arrays.copyOf(data, times.count()));
      Estimate estimate = ParameterEstimation.of(model(values, horizon, times), seen).fit();
      values = Arrays.stream(NAMES).mapToDouble(estimate::value).toArray();
    }
    return values;
  }

  /// The largest relative error of the three constants.
  public static double error(double[] fitted) {
    double largest = 0;
    for (int i = 0; i < TRUTH.length; i++) {
      largest = Math.max(largest, Math.abs(fitted[i] / TRUTH[i] - 1));
    }
    return largest;
  }

  /// Free fall; the centre turns round at the height of one radius, with a part of its speed.
  private static UniversalOde model(double[] values, double end, SaveAt times) {
    ParameterRange positive = ParameterRange.POSITIVE;
    Event bounce =
        Event.of("bounce", (t, y, p) -> y.get(0).minus(positive.value(p.get("radius"))))
            .falling()
            .changing(
                (t, y, p) -> {
                  Tensor kept = positive.value(p.get("restitution"));
                  return Tensor.concatenate(y.get(0), y.get(1).times(kept).negate());
                });
    SolvePlan plan =
        SolvePlan.of(
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
                TimeSpan.of(0, end),
                times)
            .withEvents(bounce);
    return UniversalOde.states("height", "speed")
        .parameter("gravity", values[0], positive)
        .parameter("radius", values[1], positive)
        .parameter("restitution", values[2], positive)
        .equations(plan, at -> at.rates(at.state("speed"), at.parameter("gravity").negate()))
        .observing(1, at -> at.state("height"));
  }

  private static double[] times(double horizon) {
    return Arrays.stream(SaveAt.linspace(0, END, POINTS).toArray())
        .filter(t -> t <= horizon)
        .toArray();
  }

  /// Heights, all but the known first one with noise.
  private static double[] data(double noise, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "ball");
    double[] heights = heights(TRUTH, SaveAt.linspace(0, END, POINTS));
    for (int i = 1; i < heights.length; i++) {
      heights[i] += noise * random.nextGaussian();
    }
    return heights;
  }

  private static double[] heights(double[] values, SaveAt times) {
    UniversalOde model = model(values, END, times);
    Samples blank =
        Samples.one(
            new double[] {HEIGHT, 0}, Shape.of(times.count(), 1), new double[times.count()]);
    Fit fit = Fit.of(model, Loss.MEAN_SQUARE, blank);
    return fit.predict(fit.parameters().initialize(0));
  }

  private static void draw(double[] fitted, double[] data) throws IOException {
    SaveAt dense = SaveAt.linspace(0, END, 901);
    TrajectoryPlot.of("A ball bounces", Axis.of("time, s"), Axis.of("height of the centre, m"))
        .withFitted(Series.of("where the fit begins", dense.toArray(), heights(START, dense)))
        .withFitted(Series.of("fitted", dense.toArray(), heights(fitted, dense)))
        .withData(Series.of("measured", times(END), data))
        .write(Files.createDirectories(Path.of("out/bouncing-ball")).resolve("ball.png"));
  }
}
