package dev.odeon.examples;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.DissipativeHamiltonian;
import dev.odeon.nn.layer.LagrangianField;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.MechanicalLagrangian;
import dev.odeon.nn.layer.PortHamiltonian;
import dev.odeon.nn.layer.SecondOrderField;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
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
import dev.odeon.ode.problem.VectorField;
import dev.odeon.ode.solution.Solution;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/// Fields of different structure learn a pendulum with friction, and one without, from few noisy
/// trajectories, and are followed for five times as long. Prints a table of
/// `docs/structured-fields.md`.
public final class FrictionPendulum {
  private static final double HORIZON = 3;
  private static final int POINTS = 31;
  private static final int HORIZONS = 5;
  private static final int TRAJECTORIES = 8;
  private static final double NOISE = 0.01;

  private FrictionPendulum() {}

  /// Fits every field from three seeds.
  public static void main(String[] arguments) {
    System.out.println("| Friction | Field | Seed 1 | Seed 2 | Seed 3 |\n|---|---|---|---|---|");
    for (double friction : new double[] {0.2, 0}) {
      fields(friction)
          .forEach(
              (name, field) -> {
                StringBuilder row = new StringBuilder();
                for (int seed = 1; seed <= 3; seed++) {
                  row.append(String.format(Locale.ROOT, " %.3f |", error(field, friction, seed)));
                }
                System.out.printf(Locale.ROOT, "| %.1f | %s |%s%n", friction, name, row);
              });
    }
  }

  private static SequencedMap<String, Layer> fields(double friction) {
    SequencedMap<String, Layer> fields = new LinkedHashMap<>();
    fields.put("plain", network(2, 2));
    fields.put("second order", new SecondOrderField(network(2, 1)));
    if (friction > 0) {
      Layer damping = Learned.filled(1, 0.3);
      fields.put("dissipative", new DissipativeHamiltonian(network(2, 1), damping));
      fields.put(
          "port-Hamiltonian",
          PortHamiltonian.closed(2, network(2, 1), Learned.filled(1, 1), Learned.filled(3, 0.3)));
    } else {
      fields.put(
          "Lagrangian",
          new LagrangianField(new MechanicalLagrangian(Learned.filled(1, 1), network(1, 1), 0.1)));
    }
    return fields;
  }

  private static Chain network(int in, int out) {
    return Chain.of(
        new Dense(in, 16, Activation.TANH), new Dense(16, 16, Activation.TANH), new Dense(16, out));
  }

  /// Root mean square of what a fitted field is off by over five horizons, from a start that was
  /// not trained.
  private static double error(Layer field, double friction, long seed) {
    NeuralOde model = follow(field, HORIZON, POINTS, 1e-6);
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 150).then(new Lbfgs(100));
    TrainingResult result =
        Fit.of(model, Loss.MEAN_SQUARE, samples(friction, seed)).train(plan, seed);
    double end = HORIZONS * HORIZON;
    double[] found = follow(field, end, 151, 1e-8).solve(result.parameters(), 1.3, 0).states();
    double[] truth = truth(friction, end, 151, 1.3, 0).states();
    double sum = 0;
    for (int i = 0; i < truth.length; i++) {
      sum += (found[i] - truth[i]) * (found[i] - truth[i]);
    }
    return Math.sqrt(sum / truth.length);
  }

  private static NeuralOde follow(Layer field, double end, int points, double tolerance) {
    return NeuralOde.of(
        field,
        Tsit5.METHOD,
        TimeSpan.of(0, end),
        SaveAt.linspace(0, end, points),
        Tolerances.of(tolerance, tolerance));
  }

  private static Solution truth(double friction, double end, int points, double... starts) {
    VectorField field =
        (t, y, p) ->
            Tensor.concatenate(y.get(1), y.get(0).sin().plus(y.get(1).times(friction)).negate());
    return OdeSolver.solve(
        OdeProblem.ensemble(
            FieldGraph.trace("pendulum", field, 2), TimeSpan.of(0, end), starts.length / 2, starts),
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
        SaveAt.linspace(0, end, points));
  }

  private static Samples samples(double friction, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "pendulum");
    double[] starts = new double[2 * TRAJECTORIES];
    for (int i = 0; i < starts.length; i++) {
      starts[i] = 3 * random.nextDouble() - 1.5;
    }
    double[] states = truth(friction, HORIZON, POINTS, starts).states();
    for (int i = 0; i < states.length; i++) {
      states[i] += NOISE * random.nextGaussian();
    }
    return new Samples(TRAJECTORIES, Shape.of(2), starts, Shape.of(POINTS, 2), states);
  }
}
