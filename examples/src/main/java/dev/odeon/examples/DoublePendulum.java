package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.LagrangianField;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.MechanicalLagrangian;
import dev.odeon.nn.layer.SecondOrderField;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.LbfgsStage;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.Series;
import dev.odeon.plotting.TrajectoryPlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/// Learning a double pendulum by its accelerations and by its Lagrangian, from the same noisy
/// trajectories. Prints a table of `docs/structured-fields.md`.
///
/// Masses, lengths and gravity are 1. State: angles a and b from the vertical, then their rates.
public final class DoublePendulum {
  private static final double HORIZON = 3;
  private static final int[] HORIZONS = {1, 5, 20};
  private static final int LAST = 20;
  private static final int INTERVALS = 30;
  private static final int UNSEEN = 8;
  private static final double NOISE = 0.005;

  private DoublePendulum() {}

  /// How far a fitted field is off on trajectories that it has not seen.
  ///
  /// @param loss mean square error over the training data
  /// @param error root mean square error of the state up to 1, 5 and 20 horizons
  /// @param drift largest change of the true energy up to there, in parts of the mean energy
  /// @param energy the true energy along the first of these trajectories
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Row(double loss, double[] error, double[] drift, double[] energy) {}

  /// Prints the table, as Markdown, and writes a picture into `out/double-pendulum`.
  public static void main(String[] arguments) throws IOException {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 600).then(new Lbfgs(200));
    double[] times = SaveAt.linspace(0, LAST * HORIZON, LAST * INTERVALS + 1).toArray();
    TrajectoryPlot plot =
        TrajectoryPlot.of("Energy of a learned double pendulum", Axis.of("t"), Axis.of("H"));
    System.out.println("| Seed | Field | loss | error: 1 | 5 | 20 | drift: 1 | 5 | 20 |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    for (int seed = 1; seed <= 3; seed++) {
      Row plain = row(accelerations(16), 12, plan, seed);
      Row mechanical = row(lagrangian(16), 12, plan, seed);
      print(seed, "second order", plain);
      print(seed, "Lagrangian", mechanical);
      if (seed == 1) {
        plot =
            plot.withFitted(Series.of("second-order field", times, plain.energy()))
                .withFitted(Series.of("Lagrangian field", times, mechanical.energy()))
                .withHeldOutFrom(HORIZON);
      }
    }
    plot.write(Files.createDirectories(Path.of("out/double-pendulum")).resolve("energy.png"));
  }

  private static void print(int seed, String name, Row row) {
    StringBuilder line = new StringBuilder();
    for (double[] figures : new double[][] {row.error(), row.drift()}) {
      for (double figure : figures) {
        line.append(String.format(Locale.ROOT, " %.3f |", figure));
      }
    }
    System.out.printf(Locale.ROOT, "| %d | %s | %.2e |%s%n", seed, name, row.loss(), line);
  }

  /// A network from the state to both accelerations.
  public static Layer accelerations(int hidden) {
    return new SecondOrderField(network(4, hidden, 2));
  }

  /// Networks from the angles to the mass matrix and to the potential.
  public static Layer lagrangian(int hidden) {
    return new LagrangianField(
        new MechanicalLagrangian(network(2, hidden, 3), network(2, hidden, 1), 1));
  }

  private static Chain network(int in, int hidden, int out) {
    return Chain.of(new Dense(in, hidden, Activation.TANH), new Dense(hidden, out));
  }

  /// Fits `field` from the start that `seed` draws, to data that it draws too: first to differences
  /// of neighbouring states by `plan`, which needs no solve, then to the trajectories.
  public static Row row(Layer field, int trajectories, TrainingPlan plan, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "double pendulum");
    Samples seen = DoublePendulumMotion.samples(trajectories, times(1), NOISE, random);
    Samples unseen = DoublePendulumMotion.samples(UNSEEN, times(LAST), 0, random);
    Samples slopes = DoublePendulumMotion.slopes(seen, HORIZON / INTERVALS);
    TrainingResult guess = Fit.of(field, Loss.MEAN_SQUARE, slopes).train(plan, seed);
    Fit whole = Fit.of(flow(field, 1, 1e-5), Loss.MEAN_SQUARE, seen);
    TrainingPlan last = TrainingPlan.of(new LbfgsStage(new Lbfgs(100)));
    TrainingResult result = new Trainer(last).train(whole.objective(), guess.parameters());
    double[] found =
        Fit.of(flow(field, LAST, 1e-9), Loss.MEAN_SQUARE, unseen).predict(result.parameters());
    double[][] energies = new double[UNSEEN][];
    for (int lane = 0; lane < UNSEEN; lane++) {
      energies[lane] = energies(found, lane);
    }
    double[] error = new double[HORIZONS.length];
    double[] drift = new double[HORIZONS.length];
    for (int i = 0; i < HORIZONS.length; i++) {
      int times = HORIZONS[i] * INTERVALS + 1;
      error[i] = distance(found, unseen.targets(), 4 * times * UNSEEN);
      drift[i] = drift(energies, times);
    }
    return new Row(result.bestLoss(), error, drift, energies[0]);
  }

  private static SaveAt times(int horizons) {
    return SaveAt.linspace(0, horizons * HORIZON, horizons * INTERVALS + 1);
  }

  private static NeuralOde flow(Layer field, int horizons, double tolerance) {
    return NeuralOde.of(
        field,
        Tsit5.METHOD,
        TimeSpan.of(0, horizons * HORIZON),
        times(horizons),
        Tolerances.of(tolerance, tolerance));
  }

  /// The true energy along one of the unseen trajectories.
  private static double[] energies(double[] states, int lane) {
    double[] energies = new double[LAST * INTERVALS + 1];
    for (int i = 0; i < energies.length; i++) {
      int at = 4 * i * UNSEEN + lane;
      energies[i] =
          DoublePendulumMotion.energy(
              states[at], states[at + UNSEEN], states[at + 2 * UNSEEN], states[at + 3 * UNSEEN]);
    }
    return energies;
  }

  private static double drift(double[][] energies, int times) {
    double change = 0;
    double mean = 0;
    for (double[] energy : energies) {
      mean += energy[0] / energies.length;
      for (int i = 0; i < times; i++) {
        change = Math.max(change, Math.abs(energy[i] - energy[0]));
      }
    }
    return change / mean;
  }

  private static double distance(double[] a, double[] b, int count) {
    double sum = 0;
    for (int i = 0; i < count; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum / count);
  }
}
