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
import dev.odeon.nn.optim.ClipNorm;
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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Continuous normalising flows learn three distributions over the plane: prints the table of
/// `docs/flows.md` and draws its pictures.
///
/// Trained with few equal steps, which is fast; judged with adaptive steps and the exact
/// divergence, which is what the density of the learned field is.
public final class Densities {
  private static final int SEEDS = 5;
  private static final int TRAINING = 5000;
  private static final int HELD_OUT = 5000;
  private static final int BATCH = 128;
  private static final int STEPS = 1000;
  static final Divergence HUTCHINSON = new Divergence.Hutchinson(FlowNoise.RADEMACHER);

  private Densities() {}

  /// Trains every distribution with every kind of divergence from five seeds; pictures go to
  /// `out/densities`.
  ///
  /// @param arguments steps of training, 1000 if left out, and seeds, 5 if left out
  public static void main(String[] arguments) throws IOException {
    int steps = arguments.length > 0 ? Integer.parseInt(arguments[0]) : STEPS;
    int seeds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : SEEDS;
    Path folder = Files.createDirectories(Path.of("out/densities"));
    System.out.println("| Density | Exact | Kernel estimate | Exact divergence | Hutchinson |");
    System.out.println("|---|---|---|---|---|");
    for (PlaneDensity density : PlaneDensity.values()) {
      double[] training = density.sample(TRAINING, 1);
      double[] heldOut = density.sample(HELD_OUT, 2);
      KernelDensity kernels = KernelDensity.of(training, TRAINING);
      List<ParameterVector> exact =
          trainings(training, new Divergence.Exact(), FlowPenalty.NONE, steps, seeds);
      List<ParameterVector> estimated =
          trainings(training, HUTCHINSON, FlowPenalty.NONE, steps, seeds);
      System.out.printf(
          Locale.ROOT,
          "| %s | %.3f | %.3f (width %.3f) | %s | %s |%n",
          name(density),
          loss(density.logDensity(heldOut, HELD_OUT)),
          loss(kernels.logDensity(heldOut, HELD_OUT)),
          kernels.width(),
          losses(exact, heldOut),
          losses(estimated, heldOut));
      draw(density, exact.getFirst(), folder);
    }
  }

  /// How much the mean negative log-likelihood of 5000 held-out samples exceeds that of their own
  /// distribution, after `steps` steps of training with the exact divergence.
  public static double excess(PlaneDensity density, int steps, long seed) {
    double[] heldOut = density.sample(HELD_OUT, 2);
    ParameterVector trained =
        train(
            density.sample(TRAINING, 1), new Divergence.Exact(), FlowPenalty.NONE, steps, seed);
    return loss(judged().logDensity(trained, heldOut, HELD_OUT))
        - loss(density.logDensity(heldOut, HELD_OUT));
  }

  /// One training a seed.
  static List<ParameterVector> trainings(
      double[] samples, Divergence divergence, FlowPenalty penalty, int steps, int seeds) {
    return IntStream.range(0, seeds)
        .mapToObj(seed -> train(samples, divergence, penalty, steps, seed))
        .toList();
  }

  /// The mean negative log-likelihoods of `points` under each of `trained`, as text.
  static String losses(List<ParameterVector> trained, double[] points) {
    return trained.stream()
        .map(parameters -> judged().logDensity(parameters, points, points.length / 2))
        .map(logs -> String.format(Locale.ROOT, "%.3f", loss(logs)))
        .collect(Collectors.joining(", "));
  }

  /// A flow that is fast to train: eight steps of order 3.
  static ContinuousFlow quick(Divergence divergence) {
    return ContinuousFlow.of(
            field(),
            2,
            LowOrderPairs.BOGACKI_SHAMPINE_32,
            StepControl.fixed(8),
            TimeSpan.of(0, 1))
        .with(divergence);
  }

  /// The same flow, solved to six digits.
  static ContinuousFlow judged() {
    return ContinuousFlow.of(field(), 2, Tsit5.METHOD, Tolerances.of(1e-6, 1e-6));
  }

  private static Chain field() {
    return Chain.of(
        new Dense(3, 32, Activation.TANH),
        new Dense(32, 32, Activation.TANH),
        new Dense(32, 32, Activation.TANH),
        new Dense(32, 2));
  }

  static ParameterVector train(
      double[] samples, Divergence divergence, FlowPenalty penalty, int steps, long seed) {
    ContinuousFlow flow = quick(divergence);
    FlowFit fit = FlowFit.of(flow, penalty, samples, samples.length / 2, BATCH);
    return new BatchTrainer(new ClipNorm(10, new Adam(0.03)), steps)
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
    HeatMap.of(name(density), Axis.of("first"), Axis.of("second"), heat)
        .write(folder.resolve(density.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".png"));
  }

  private static String name(PlaneDensity density) {
    return switch (density) {
      case TWO_MOONS -> "Two moons";
      case RINGS -> "Rings";
      case CHECKERBOARD -> "Checkerboard";
    };
  }
}
