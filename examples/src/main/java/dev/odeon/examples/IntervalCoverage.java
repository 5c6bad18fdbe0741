package dev.odeon.examples;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.estimate.EnsembleEstimate;
import dev.odeon.adjoint.estimate.EnsembleEstimation;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// How often confidence intervals hold the truth: Lotka-Volterra with noise, fitted to many
/// simulated data sets. Prints the table of `docs/parameter-estimation.md`.
public final class IntervalCoverage {
  private static final int TIMES = 21;
  private static final double NOISE = 0.2;

  private IntervalCoverage() {}

  /// Prints the table for 10,000 data sets, as Markdown.
  public static void main(String[] arguments) {
    System.out.println("| Parameter | truth | held by the 95 % interval |");
    System.out.println("|---|---|---|");
    coverage(10_000, 1)
        .forEach(
            (name, share) ->
                System.out.printf(
                    Locale.ROOT,
                    "| %s | %.3f | %.1f %% |%n",
                    name,
                    truth().get(name),
                    100 * share));
  }

  /// The share of data sets whose 95 % interval holds the truth, for each parameter. Observations
  /// have log-normal noise of standard deviation 0.2.
  public static Map<String, Double> coverage(int sets, long seed) {
    EnsembleEstimate estimate = estimate(sets, seed);
    Map<String, Double> share = new LinkedHashMap<>();
    truth()
        .forEach(
            (name, value) -> {
              long held =
                  IntStream.range(0, sets)
                      .filter(set -> estimate.interval(name, set, 0.95).contains(value))
                      .count();
              share.put(name, (double) held / sets);
            });
    return share;
  }

  private static EnsembleEstimate estimate(int sets, long seed) {
    UniversalOde model = model();
    Shape output = model.outputShape(Shape.of(2));
    Samples blank = Samples.one(new double[2], output, new double[2 * TIMES]);
    ParameterVector start = model.parameters(Shape.of(2)).initialize(1);
    double[] exact = Fit.of(model, Loss.MEAN_SQUARE, blank).predict(start);
    SplitMix64 random = SplitMix64.stream(seed, "coverage");
    double[] data = new double[exact.length * sets];
    for (int set = 0; set < sets; set++) {
      for (int i = 0; i < exact.length; i++) {
        data[i * sets + set] = exact[i] * Math.exp(NOISE * random.nextGaussian());
      }
    }
    Samples samples = new Samples(sets, Shape.of(2), new double[2 * sets], output, data);
    return EnsembleEstimation.of(model, samples).onLogarithms().fit();
  }

  private static Map<String, Double> truth() {
    return model().values(model().parameters(Shape.of(2)).initialize(1));
  }

  /// Start values are the truth: that of the pelts of hare and lynx.
  private static UniversalOde model() {
    SolvePlan plan =
        SolvePlan.of(
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-7, 1e-7)),
            TimeSpan.of(0, TIMES - 1.0),
            SaveAt.linspace(0, TIMES - 1.0, TIMES));
    return UniversalOde.states("hare", "lynx")
        .parameter("growth", 0.54, ParameterRange.POSITIVE)
        .parameter("bite", 0.027, ParameterRange.POSITIVE)
        .parameter("gain", 0.024, ParameterRange.POSITIVE)
        .parameter("death", 0.8, ParameterRange.POSITIVE)
        .initial("hare", 34.6, ParameterRange.POSITIVE)
        .initial("lynx", 5.84, ParameterRange.POSITIVE)
        .equations(
            plan,
            at -> {
              Tensor hare = at.state("hare");
              Tensor lynx = at.state("lynx");
              return at.rates(
                  hare.times(at.parameter("growth").minus(at.parameter("bite").times(lynx))),
                  lynx.times(at.parameter("gain").times(hare).minus(at.parameter("death"))));
            });
  }
}
