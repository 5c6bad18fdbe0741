package dev.odeon.examples;

import dev.odeon.adjoint.layer.LatentFit;
import dev.odeon.adjoint.layer.LatentOde;
import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.GruCell;
import dev.odeon.nn.layer.LastRow;
import dev.odeon.nn.layer.Recurrent;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.ClipNorm;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.nn.train.Prediction;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.PhasePortrait;
import dev.odeon.plotting.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// A latent equation reads the first half of spirals and draws the whole: prints the table of
/// `docs/irregular-times.md` and draws its picture.
public final class LatentSpirals {
  private static final int TRAINING = 500;
  private static final int HELD_OUT = 500;
  private static final int LATENT = 4;
  private static final int MEMORY = 24;
  private static final int BATCH = 64;
  private static final int STEPS = 1000;

  private LatentSpirals() {}

  /// Root mean square errors of held-out spirals against the truth, over both coordinates.
  ///
  /// @param inside at times up to 3
  /// @param beyond at times after 3
  public record Errors(double inside, double beyond) {}

  /// Trains from five seeds; the picture goes to `out/latent-spirals`.
  ///
  /// @param arguments steps of training, 1000 if left out, and seeds, 5 if left out
  public static void main(String[] arguments) throws IOException {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : STEPS;
    int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
    NoisySpirals training = new NoisySpirals(TRAINING, 1);
    NoisySpirals heldOut = new NoisySpirals(HELD_OUT, 2);
    System.out.println("| Seed | Error inside | Error beyond |\n|---|---|---|");
    for (int seed = 0; seed < seeds; seed++) {
      ParameterVector trained = train(training, steps, seed);
      Errors errors = errors(trained, heldOut);
      System.out.printf(
          Locale.ROOT, "| %d | %.3f | %.3f |%n", seed, errors.inside(), errors.beyond());
      if (seed == 0) {
        draw(trained, heldOut);
      }
    }
  }

  /// The errors of 500 held-out spirals after `steps` steps of training.
  public static Errors heldOutErrors(int steps, long seed) {
    return errors(train(new NoisySpirals(TRAINING, 1), steps, seed), new NoisySpirals(HELD_OUT, 2));
  }

  static LatentOde model() {
    Recurrent reader = new Recurrent(new GruCell(4, MEMORY));
    NeuralOde flow =
        NeuralOde.of(
            Chain.of(new Dense(LATENT, 32, Activation.TANH), new Dense(32, LATENT)),
            Tsit5.METHOD,
            TimeSpan.of(0, NoisySpirals.END),
            SaveAt.linspace(0, NoisySpirals.END, NoisySpirals.TIMES),
            Tolerances.of(1e-4, 1e-4));
    return new LatentOde(
        LATENT,
        Chain.of(reader, new LastRow(), new Dense(MEMORY, 2 * LATENT)),
        flow,
        Chain.of(new Dense(LATENT, 24, Activation.TANH), new Dense(24, 2)));
  }

  static ParameterVector train(NoisySpirals spirals, int steps, long seed) {
    LatentFit fit = LatentFit.of(model(), spirals.latent(), BATCH, NoisySpirals.NOISE);
    return new BatchTrainer(new ClipNorm(100, new Adam(0.01)), steps)
        .train(fit, fit.parameters().initialize(seed), seed)
        .parameters();
  }

  private static double[] predict(ParameterVector trained, NoisySpirals spirals) {
    Samples samples = spirals.latent();
    return Prediction.of(
        model(),
        trained,
        samples.inputShape(),
        samples.inputs(),
        samples.count(),
        Backends.preferred());
  }

  static Errors errors(ParameterVector trained, NoisySpirals spirals) {
    double[] predicted = predict(trained, spirals);
    double[] sums = new double[2];
    int count = spirals.count();
    for (int time = 0; time < NoisySpirals.TIMES; time++) {
      int half = time <= NoisySpirals.MIDDLE ? 0 : 1;
      for (int axis = 0; axis < 2; axis++) {
        for (int lane = 0; lane < count; lane++) {
          double error =
              predicted[(2 * time + axis) * count + lane] - spirals.truth(lane, time, axis);
          sums[half] += error * error;
        }
      }
    }
    int inside = NoisySpirals.MIDDLE + 1;
    return new Errors(
        Math.sqrt(sums[0] / (2.0 * count * inside)),
        Math.sqrt(sums[1] / (2.0 * count * (NoisySpirals.TIMES - inside))));
  }

  private static void draw(ParameterVector trained, NoisySpirals spirals) throws IOException {
    double[] predicted = predict(trained, spirals);
    PhasePortrait picture =
        PhasePortrait.of("Two held-out spirals", Axis.of("first"), Axis.of("second"));
    for (int lane = 0; lane < 2; lane++) {
      double[] x = new double[NoisySpirals.TIMES];
      double[] y = new double[NoisySpirals.TIMES];
      double[] seenX = new double[NoisySpirals.OBSERVED];
      double[] seenY = new double[NoisySpirals.OBSERVED];
      for (int time = 0; time < NoisySpirals.TIMES; time++) {
        x[time] = predicted[2 * time * spirals.count() + lane];
        y[time] = predicted[(2 * time + 1) * spirals.count() + lane];
      }
      int[] observed = spirals.observed(lane);
      for (int i = 0; i < observed.length; i++) {
        seenX[i] = spirals.seen(lane, observed[i], 0);
        seenY[i] = spirals.seen(lane, observed[i], 1);
      }
      picture =
          picture
              .withTrajectory(Series.of("latent equation " + lane, x, y))
              .withData(Series.of("observed " + lane, seenX, seenY));
    }
    Path folder = Files.createDirectories(Path.of("out/latent-spirals"));
    picture.write(folder.resolve("spirals.png"));
  }
}
