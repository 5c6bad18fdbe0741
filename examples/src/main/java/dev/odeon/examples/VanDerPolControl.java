package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.control.ControlLaw;
import dev.odeon.adjoint.control.OptimalControl;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Elementwise;
import dev.odeon.nn.layer.Spline;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
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
import java.util.Locale;

/// A van der Pol oscillator brought to rest by a force within [-1, 1]: by a curve in time for one
/// start, and by a network that sees the state and works from others too. Prints the figures of
/// `docs/optimal-control.md`.
public final class VanDerPolControl {
  private static final double END = 10;
  private static final double[] START = {0, 1};
  private static final double[][] STARTS = {START, {1, 0}, {-1, 0.5}, {0.5, -1}, {-0.5, -0.5}};
  private static final double[][] UNSEEN = {{0.7, 0.7}, {-1, -0.8}, {0, -1}};

  private VanDerPolControl() {}

  /// Trains, prints the costs, and writes a picture into `out/van-der-pol`.
  public static void main(String[] arguments) throws IOException {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.03), 100).then(new Lbfgs(200));
    ParameterVector curve = train(curve(), plan, START);
    ParameterVector network = train(network(), plan, STARTS);
    System.out.println("| Start | curve for this start | network for all starts |");
    System.out.println("|---|---|---|");
    report(START, curve, network);
    for (double[] start : UNSEEN) {
      report(start, train(curve(), plan, start), network);
    }
    draw(curve, network);
  }

  private static ParameterVector train(
      ControlLaw controller, TrainingPlan plan, double[]... starts) {
    TrainingResult result = problem(controller).train(plan, 1, starts);
    return result.parameters();
  }

  private static void report(double[] start, ParameterVector curve, ParameterVector network) {
    System.out.printf(
        Locale.ROOT,
        "| (%.1f, %.1f) | %.4f | %.4f |%n",
        start[0],
        start[1],
        cost(curve(), curve, start),
        cost(network(), network, start));
  }

  private static double cost(ControlLaw controller, ParameterVector parameters, double[] start) {
    double[][] rows = problem(controller).rollout(parameters, start);
    return rows[rows.length - 1][3];
  }

  /// A function of time: a spline with 41 knots, bounded by tanh.
  private static ControlLaw curve() {
    return new ControlLaw.OpenLoop(Chain.of(Spline.of(0, END, 41), new Elementwise(Tensor::tanh)));
  }

  /// A function of the state: a network, bounded by tanh.
  private static ControlLaw network() {
    return new ControlLaw.Feedback(
        Chain.of(new Dense(2, 16, Activation.TANH), new Dense(16, 1, Activation.TANH)));
  }

  private static OptimalControl problem(ControlLaw controller) {
    return OptimalControl.of(
        2,
        (t, x, u) -> {
          Tensor first = x.get(0);
          Tensor second = x.get(1);
          Tensor damping = second.times(second).negate().plus(1).times(first);
          return Tensor.concatenate(damping.minus(second).plus(u.get(0)), first);
        },
        (t, x, u) -> x.dot(x).plus(u.dot(u)),
        controller,
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-6, 1e-6)),
            TimeSpan.of(0, END),
            SaveAt.linspace(0, END, 101)));
  }

  private static void draw(ParameterVector curve, ParameterVector network) throws IOException {
    double[] times = SaveAt.linspace(0, END, 101).toArray();
    double[][] open = problem(curve()).rollout(curve, START);
    double[][] closed = problem(network()).rollout(network, START);
    TrajectoryPlot.of("Bringing an oscillator to rest", Axis.of("t"), Axis.of("x, u"))
        .withFitted(Series.of("x2, network", times, column(closed, 1)))
        .withFitted(Series.of("u, network", times, column(closed, 2)))
        .withFitted(Series.of("u, curve", times, column(open, 2)))
        .write(Files.createDirectories(Path.of("out/van-der-pol")).resolve("control.png"));
  }

  private static double[] column(double[][] rows, int index) {
    double[] column = new double[rows.length];
    for (int i = 0; i < column.length; i++) {
      column[i] = rows[i][index];
    }
    return column;
  }
}
