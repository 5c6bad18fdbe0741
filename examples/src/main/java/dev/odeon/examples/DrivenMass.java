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
import dev.odeon.nn.layer.Learned;
import dev.odeon.nn.layer.PortHamiltonian;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.ode.control.StepControl;
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
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// A port-Hamiltonian field and a plain network learn how a mass on a spring answers to eight
/// forces, and are followed under another one, which is let go. Prints a table of
/// `docs/structured-fields.md`.
public final class DrivenMass {
  private static final double LAST = 48;
  private static final SaveAt SEEN = SaveAt.linspace(0, 12, 25);
  private static final SaveAt FOLLOWED = SaveAt.linspace(0, LAST, 481);
  private static final int RELEASE = 120;
  private static final double NOISE = 0.01;

  private DrivenMass() {}

  /// What came of one fit, under a force that it has not seen.
  ///
  /// @param driven root mean square error of the state while there is a force, up to t = 12
  /// @param released the same from then on to t = 48
  /// @param left the true energy of the last state
  /// @param excess the most by which the model's energy grew, from one time to the next, beyond
  ///   what the force supplied: not above zero, but for the error of the solver; NaN for a field
  ///   without energy
  /// @param stored the model's energy at 481 times less that at the start, empty without energy
  /// @param supplied the work done through its port up to these times
  @SuppressWarnings("ArrayRecordComponent") // a result, never compared
  public record Row(
      double driven,
      double released,
      double left,
      double excess,
      double[] stored,
      double[] supplied) {}

  /// Prints the table, as Markdown, and writes a picture into `out/driven-mass`.
  public static void main(String[] arguments) throws IOException {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 150).then(new Lbfgs(150));
    System.out.println("| Seed | Field | error: driven | let go | energy left | excess |");
    System.out.println("|---|---|---|---|---|---|");
    for (int seed = 1; seed <= 3; seed++) {
      print(seed, "plain", row(network(3, 16, 2), plan, seed));
      print(seed, "port-Hamiltonian", row(port(network(2, 16, 1)), plan, seed));
      Row bowl = row(port(new Bowl(network(2, 16, 1))), plan, seed);
      print(seed, "port-Hamiltonian, bowl", bowl);
      if (seed == 1) {
        double[] times = FOLLOWED.toArray();
        TrajectoryPlot.of("Energy of a learned driven mass", Axis.of("t"), Axis.of("H"))
            .withFitted(Series.of("supplied through the port", times, bowl.supplied()))
            .withFitted(Series.of("stored", times, bowl.stored()))
            .write(Files.createDirectories(Path.of("out/driven-mass")).resolve("energy.png"));
      }
    }
  }

  private static void print(int seed, String name, Row row) {
    System.out.printf(
        Locale.ROOT,
        "| %d | %s | %.3f | %.3f | %.1e | %s |%n",
        seed,
        name,
        row.driven(),
        row.released(),
        row.left(),
        Double.isNaN(row.excess()) ? "" : String.format(Locale.ROOT, "%.1e", row.excess()));
  }

  /// `x . x / 2` more than a bounded network: an energy that no state can run away from.
  private record Bowl(Layer network) implements Layer {
    @Override
    public ParameterSpec parameters(Shape input) {
      return network.parameters(input);
    }

    @Override
    public Shape outputShape(Shape input) {
      return network.outputShape(input);
    }

    @Override
    public Tensor apply(Parameters p, Tensor x) {
      return network.apply(p, x).plus(x.dot(x).times(0.5));
    }
  }

  /// A field of two states and one force; what does not depend on the state is learned numbers.
  private static PortHamiltonian port(Layer energy) {
    return new PortHamiltonian(
        2, 1, energy, Learned.filled(1, -1), Learned.filled(3, 0.3), Learned.filled(2, 0.5));
  }

  /// A port-Hamiltonian field whose energy is a network and a bowl.
  public static PortHamiltonian port(int hidden) {
    return port(new Bowl(network(2, hidden, 1)));
  }

  /// Fits `field` from the start that `seed` draws, to data that it draws too.
  public static Row row(Layer field, TrainingPlan plan, long seed) {
    SplitMix64 random = SplitMix64.stream(seed, "driven mass");
    List<ControlPath> forces =
        Stream.generate(() -> DrivenMassMotion.force(random)).limit(8).toList();
    Samples seen = DrivenMassMotion.samples(forces, SEEN, NOISE, random);
    ControlPath unseen = DrivenMassMotion.released(random, LAST);
    ControlSource each = ControlSource.PerSample.like(forces.getFirst());
    DrivenOde model = new DrivenOde(2, field, each, solve(SEEN, 12, 1e-5));
    ParameterVector fitted = Fit.of(model, Loss.MEAN_SQUARE, seen).train(plan, seed).parameters();
    return row(field, fitted, unseen);
  }

  /// Follows a fitted field under a force that ends at t = 48.
  public static Row row(Layer field, ParameterVector fitted, ControlPath force) {
    double[] truth = DrivenMassMotion.answer(force, FOLLOWED);
    if (!(field instanceof PortHamiltonian port)) {
      return row(followed(field, 2, fitted, force), 2, truth, new double[0]);
    }
    EnergyMeter meter = new EnergyMeter(port);
    double[] metered = followed(meter, 3, fitted, force);
    return row(metered, 3, truth, meter.stored(fitted, metered));
  }

  private static Chain network(int in, int hidden, int out) {
    return Chain.of(new Dense(in, hidden, Activation.TANH), new Dense(hidden, out));
  }

  /// States `[time][component]` from rest under one force.
  private static double[] followed(
      Layer field, int dimension, ParameterVector parameters, ControlPath force) {
    ControlSource source = new ControlSource.Common(force);
    DrivenOde model = new DrivenOde(dimension, field, source, solve(FOLLOWED, LAST, 1e-9));
    double[] nothing = new double[dimension * FOLLOWED.mostTimes()];
    Shape shape = Shape.of(FOLLOWED.mostTimes(), dimension);
    return Fit.of(model, Loss.MEAN_SQUARE, Samples.one(new double[dimension], shape, nothing))
        .predict(parameters);
  }

  private static SolvePlan solve(SaveAt saveAt, double end, double tolerance) {
    StepControl control = StepControl.adaptive(Tolerances.of(tolerance, tolerance));
    return SolvePlan.of(Tsit5.METHOD, control, TimeSpan.of(0, end), saveAt);
  }

  private static Row row(double[] found, int dimension, double[] truth, double[] stored) {
    int times = FOLLOWED.mostTimes();
    double[] sums = new double[2];
    for (int i = 0; i < times; i++) {
      double x = found[i * dimension] - truth[2 * i];
      double p = found[i * dimension + 1] - truth[2 * i + 1];
      sums[i <= RELEASE ? 0 : 1] += x * x + p * p;
    }
    double[] supplied = new double[stored.length];
    double excess = stored.length == 0 ? Double.NaN : Double.NEGATIVE_INFINITY;
    for (int i = 1; i < stored.length; i++) {
      supplied[i] = found[i * dimension + 2];
      excess = Math.max(excess, stored[i] - stored[i - 1] - supplied[i] + supplied[i - 1]);
    }
    int last = (times - 1) * dimension;
    return new Row(
        Math.sqrt(sums[0] / (2 * (RELEASE + 1))),
        Math.sqrt(sums[1] / (2 * (times - RELEASE - 1))),
        DrivenMassMotion.energy(found[last], found[last + 1]),
        excess,
        stored,
        supplied);
  }
}
