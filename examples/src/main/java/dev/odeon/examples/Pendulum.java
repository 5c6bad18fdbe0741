package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.HamiltonianField;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
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
import java.util.Locale;

/// Learning a pendulum with and without its structure: a Hamiltonian network keeps energy for
/// twenty times as long as it was trained, a plain network of the same size does not. Prints the
/// table of `docs/structured-fields.md`.
///
/// The pendulum has `H = p^2 / 2 + 1 - cos q`. Both models see the same noisy trajectories.
public final class Pendulum {
  /// Length of the trajectories that the models see, about half a period.
  public static final double HORIZON = 3;

  private static final int SEEDS = 5;
  private static final int POINTS = 31;
  private static final int HORIZONS = 20;
  private static final double NOISE = 0.005;

  /// Number of training trajectories of the table.
  public static final int TRAJECTORIES = 16;

  /// Width of both hidden layers in the table.
  public static final int HIDDEN = 16;

  private Pendulum() {}

  /// What came of one fit.
  ///
  /// @param loss mean square error over the training data
  /// @param drift largest relative change of the true energy over twenty horizons, from a start
  ///   that was not trained
  /// @param energy the true energy at 601 times of these
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Row(double loss, double drift, double[] energy) {}

  /// Prints the table, as Markdown, and writes a picture into `out/pendulum`.
  public static void main(String[] arguments) throws IOException {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.01), 300).then(new Lbfgs(300));
    System.out.println("| Seed | plain: loss | plain: drift | Hamiltonian: loss | drift |");
    System.out.println("|---|---|---|---|---|");
    TrajectoryPlot plot =
        TrajectoryPlot.of("Energy of a learned pendulum", Axis.of("t"), Axis.of("H"));
    for (int seed = 1; seed <= SEEDS; seed++) {
      Row plain = row(plain(HIDDEN), TRAJECTORIES, plan, seed);
      Row structured = row(hamiltonian(HIDDEN), TRAJECTORIES, plan, seed);
      System.out.printf(
          Locale.ROOT,
          "| %d | %.2e | %.3f | %.2e | %.5f |%n",
          seed,
          plain.loss(),
          plain.drift(),
          structured.loss(),
          structured.drift());
      if (seed == 1) {
        double[] times = SaveAt.linspace(0, HORIZONS * HORIZON, 601).toArray();
        plot =
            plot.withFitted(Series.of("plain network", times, plain.energy()))
                .withFitted(Series.of("Hamiltonian network", times, structured.energy()))
                .withHeldOutFrom(HORIZON);
      }
    }
    plot.write(Files.createDirectories(Path.of("out/pendulum")).resolve("energy.png"));
  }

  /// A network from the state to its derivative.
  public static Layer plain(int hidden) {
    return Chain.of(
        new Dense(2, hidden, Activation.TANH),
        new Dense(hidden, hidden, Activation.TANH),
        new Dense(hidden, 2));
  }

  /// A network from the state to an energy.
  public static Layer hamiltonian(int hidden) {
    return new HamiltonianField(
        Chain.of(
            new Dense(2, hidden, Activation.TANH),
            new Dense(hidden, hidden, Activation.TANH),
            new Dense(hidden, 1)));
  }

  /// Fits `field` from the start that `seed` draws, to data that it draws too.
  public static Row row(Layer field, int trajectories, TrainingPlan plan, long seed) {
    NeuralOde model =
        NeuralOde.of(
            field,
            Tsit5.METHOD,
            TimeSpan.of(0, HORIZON),
            SaveAt.linspace(0, HORIZON, POINTS),
            Tolerances.of(1e-6, 1e-6));
    TrainingResult result =
        Fit.of(model, Loss.MEAN_SQUARE, samples(trajectories, seed)).train(plan, seed);
    return longRun(field, result);
  }

  /// Follows a fitted field over twenty horizons.
  public static Row longRun(Layer field, TrainingResult result) {
    double end = HORIZONS * HORIZON;
    Solution path =
        NeuralOde.of(
                field,
                Tsit5.METHOD,
                TimeSpan.of(0, end),
                SaveAt.linspace(0, end, 601),
                Tolerances.of(1e-9, 1e-9))
            .solve(result.parameters(), 1.2, 0);
    double[] energy = new double[601];
    double drift = 0;
    for (int i = 0; i < energy.length; i++) {
      double q = path.state(0, i, 0);
      double p = path.state(0, i, 1);
      energy[i] = p * p / 2 + 1 - Math.cos(q);
      drift = Math.max(drift, Math.abs(energy[i] / energy[0] - 1));
    }
    return new Row(result.bestLoss(), drift, energy);
  }

  /// Trajectories from random starts, at 31 times, with noise of standard deviation 0.005.
  private static Samples samples(int trajectories, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "pendulum");
    double[] starts = new double[2 * trajectories];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = 3 * random.nextDouble() - 1.5;
    }
    Solution truth =
        OdeSolver.solve(
            OdeProblem.ensemble(
                FieldGraph.trace("pendulum", Pendulum::truth, 2),
                TimeSpan.of(0, HORIZON),
                trajectories,
                starts),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            SaveAt.linspace(0, HORIZON, POINTS));
    double[] states = truth.states();
    for (int i = 0; i < states.length; i++) {
      states[i] += NOISE * random.nextGaussian();
    }
    return new Samples(trajectories, Shape.of(2), starts, Shape.of(POINTS, 2), states);
  }

  /// dq/dt = p, dp/dt = -sin q.
  static Tensor truth(Tensor t, Tensor y, Parameters p) {
    return Tensor.concatenate(y.get(1), y.get(0).sin().negate());
  }
}
