package dev.odeon.examples;

import dev.odeon.adjoint.layer.ContinuousFlow;
import dev.odeon.adjoint.layer.Divergence;
import dev.odeon.adjoint.layer.FlowFit;
import dev.odeon.adjoint.layer.FlowNoise;
import dev.odeon.adjoint.layer.FlowPenalty;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.BatchTrainer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LowOrderPairs;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.plotting.Axis;
import dev.odeon.plotting.HeatGrid;
import dev.odeon.plotting.HeatMap;
import dev.odeon.plotting.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

/// Continuous normalising flows learn three distributions over the plane: prints the table of
/// `docs/flows.md` and draws its pictures.
///
/// Trained with few equal steps, which is fast; judged with adaptive steps and the exact
/// divergence, which is what the density of the learned field is.
public final class Densities {
  private static final int SEEDS = 5;
  private static final int TRAINING = 2000;
  private static final int HELD_OUT = 2000;
  private static final int BATCH = 256;

  private Densities() {}

  /// Trains every distribution with every kind of divergence from five seeds; pictures go to
  /// `out/densities`.
  ///
  /// @param arguments steps of training, 800 if left out
  public static void main(String[] arguments) throws IOException {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 800;
    int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SEEDS;
    Path folder = Files.createDirectories(Path.of("out/densities"));
    System.out.println(
        "| Density | Exact | Kernel estimate | Flow, five seeds | FFJORD, five seeds |");
    System.out.println("|---|---|---|---|---|");
    for (PlaneDensity density : PlaneDensity.values()) {
      double[] training = density.sample(TRAINING, 1);
      double[] heldOut = density.sample(HELD_OUT, 2);
      KernelDensity kernels = KernelDensity.of(training, TRAINING);
      double[] exact = new double[seeds];
      double[] estimated = new double[seeds];
      for (int seed = 0; seed < seeds; seed++) {
        ParameterVector trained = train(training, new Divergence.Exact(), steps, seed);
        exact[seed] = loss(judged().logDensity(trained, heldOut, HELD_OUT));
        ParameterVector other =
            train(training, new Divergence.Hutchinson(FlowNoise.RADEMACHER), steps, seed);
        estimated[seed] = loss(judged().logDensity(other, heldOut, HELD_OUT));
        if (seed == 0) {
          draw(density, trained, folder);
        }
      }
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f (width %.3f) | %s | %s |%n",
          name(density),
          loss(density.logDensity(heldOut, HELD_OUT)),
          loss(kernels.logDensity(heldOut, HELD_OUT)),
          kernels.width(),
          text(exact),
          text(estimated));
    }
  }

  /// A flow that is fast to train: eight steps of order 3.
  static ContinuousFlow quick(Divergence divergence) {
    return ContinuousFlow.of(
            field(), 2, LowOrderPairs.BOGACKI_SHAMPINE_32, StepControl.fixed(8), TimeSpan.of(0, 1))
        .with(divergence);
  }

  /// The same flow, solved to six digits.
  static ContinuousFlow judged() {
    return ContinuousFlow.of(field(), 2, Tsit5.METHOD, Tolerances.of(1e-6, 1e-6));
  }

  private static Chain field() {
    return Chain.of(
        new Dense(3, 32, Activation.TANH), new Dense(32, 32, Activation.TANH), new Dense(32, 2));
  }

  static ParameterVector train(double[] samples, Divergence divergence, int steps, long seed) {
    ContinuousFlow flow = quick(divergence);
    FlowFit fit = FlowFit.of(flow, new FlowPenalty(0.01, 0.01), samples, samples.length / 2, BATCH);
    return new BatchTrainer(new Adam(0.01), steps)
        .train(fit, flow.parameters().initialize(seed), seed)
        .parameters();
  }

  /// Mean negative log-likelihood.
  static double loss(double[] logDensities) {
    return -Arrays.stream(logDensities).average().orElseThrow();
  }

  private static void draw(PlaneDensity density, ParameterVector trained, Path folder)
      throws IOException {
    HeatGrid grid = HeatGrid.square("density", -4, 4, 200);
    double[] learned = judged().logDensity(trained, grid.middles(), grid.size());
    HeatGrid heat = grid.with(Arrays.stream(learned).map(Math::exp).toArray());
    int shown = 300;
    double[] samples = judged().sample(trained, shown, 3);
    HeatMap.of(name(density), Axis.of("first"), Axis.of("second"), heat)
        .withData(
            Series.of(
                "samples of the flow",
                Arrays.copyOf(samples, shown),
                Arrays.copyOfRange(samples, shown, 2 * shown)))
        .write(folder.resolve(density.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png"));
  }

  private static String name(PlaneDensity density) {
    return switch (density) {
      case TWO_MOONS -> "Two moons";
      case RINGS -> "Rings";
      case CHECKERBOARD -> "Checkerboard";
    };
  }

  private static String text(double[] losses) {
    StringBuilder text = new StringBuilder();
    for (double loss : losses) {
      text.append(text.isEmpty() ? "" : ", ").append(String.format(Locale.ROOT, "%.3f", loss));
    }
    return text.toString();
  }
}
