package dev.odeon.adjoint.estimate;

import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.optim.LevenbergMarquardt;
import dev.odeon.nn.optim.Minimum;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.Samples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// Weighted nonlinear least squares for few parameters: minimises `sum of (w_i r_i)^2` over all
/// observations of all samples by Levenberg-Marquardt, with exact Jacobians of the steps taken.
///
/// Bounds are kept by working with the free numbers of [ParameterRange]. Not thread-safe.
public final class ParameterEstimation {
  private final ModelResiduals residuals;
  private final Function<String, ParameterRange> ranges;
  private final NoiseLevel noise;
  private final LevenbergMarquardt minimizer;

  private ParameterEstimation(
      ModelResiduals residuals,
      Function<String, ParameterRange> ranges,
      NoiseLevel noise,
      LevenbergMarquardt minimizer) {
    this.residuals = residuals;
    this.ranges = ranges;
    this.noise = noise;
    this.minimizer = minimizer;
    if (residuals.spec().size() == 0 || residuals.count() <= residuals.spec().size()) {
      throw new IllegalArgumentException(
          "estimation: "
              + residuals.count()
              + " observations for "
              + residuals.spec().size()
              + " parameters");
    }
  }

  /// Of any layer: parameters of any value, residuals of values with weight 1, noise estimated.
  public static ParameterEstimation of(Layer model, Samples samples) {
    return of(model, samples, _ -> ParameterRange.ANY);
  }

  /// Of equations, with the ranges of their parameters.
  public static ParameterEstimation of(UniversalOde model, Samples samples) {
    return of(model, samples, model::range);
  }

  private static ParameterEstimation of(
      Layer model, Samples samples, Function<String, ParameterRange> ranges) {
    Shape output = model.outputShape(samples.inputShape());
    if (!output.equals(samples.targetShape())) {
      throw new IllegalArgumentException(
          "estimation: output of shape ["
              + output
              + "], targets of shape ["
              + samples.targetShape()
              + "]");
    }
    return new ParameterEstimation(
        new ModelResiduals(model, samples),
        ranges,
        NoiseLevel.ESTIMATED,
        new LevenbergMarquardt(200));
  }

  private ParameterEstimation with(ModelResiduals own, NoiseLevel level) {
    return new ParameterEstimation(own, ranges, level, minimizer);
  }

  /// With residuals of logarithms, for positive quantities whose errors are relative.
  public ParameterEstimation onLogarithms() {
    return with(residuals.with(residuals.observed().onLogarithms()), noise);
  }

  /// With other observations at the same places, such as simulated ones; nothing is compiled again.
  ///
  /// @param targets laid out as those of the samples
  public ParameterEstimation withTargets(double[] targets) {
    return with(residuals.with(residuals.observed().withTargets(targets)), noise);
  }

  /// With a weight for each observation, such as one over its standard deviation.
  ///
  /// @param own laid out as the targets; 0 where there is no observation
  /// @param level whether the weights are exactly one over the standard deviations
  public ParameterEstimation weighted(double[] own, NoiseLevel level) {
    return with(residuals.with(residuals.observed().withWeights(own)), level);
  }

  /// With another limit of iterations or tolerance.
  public ParameterEstimation minimizedBy(LevenbergMarquardt own) {
    return new ParameterEstimation(residuals, ranges, noise, own);
  }

  /// The estimate from the model's own start values.
  ///
  /// @throws IllegalArgumentException if a target that counts is not finite, or not positive for
  ///   residuals of logarithms
  public Estimate fit() {
    residuals.requireObservations();
    return estimate(minimizer.minimize(residuals, start()));
  }

  /// The best estimate of `count` starts: the first is the model's own; the others take a parameter
  /// between bounds from anywhere between them, and move the free number of another by `spread`
  /// times a normal one: for a positive parameter, `spread` 1 is a factor of e.
  ///
  /// @param count at least 1
  /// @param spread positive
  /// @param seed draws the starts
  public MultiStart fitFrom(int count, double spread, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("estimation: count " + count + " of starts is below 1");
    }
    if (!(spread > 0 && spread < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException(
          "estimation: spread " + spread + " is not a positive number");
    }
    residuals.requireObservations();
    SplitMix64 random = SplitMix64.stream(seed, "starts");
    List<Minimum> ends = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double[] start = i == 0 ? start() : moved(spread, random);
      ends.add(minimizer.minimize(residuals, start));
    }
    ends.sort(Comparator.comparingDouble(end -> finite(end.value())));
    return new MultiStart(estimate(ends.getFirst()), ends);
  }

  private static double finite(double value) {
    return Double.isNaN(value) ? Double.POSITIVE_INFINITY : value;
  }

  private double[] moved(double spread, SplitMix64 random) {
    double[] start = start();
    List<String> names = names();
    for (int i = 0; i < start.length; i++) {
      start[i] =
          switch (ranges.apply(names.get(i))) {
            case ParameterRange.Between _ -> {
              double part = random.nextDouble();
              yield Math.log((part + 1e-3) / (1 - part + 1e-3));
            }
            case ParameterRange.Any _, ParameterRange.Positive _ ->
                start[i] + spread * random.nextGaussian();
          };
    }
    return start;
  }

  private Estimate estimate(Minimum end) {
    return new Estimate(this, end);
  }

  private double[] start() {
    return residuals.spec().initialize(0).flat().clone();
  }

  /// The names of the parameters: their paths, with an index where a path has several numbers.
  public List<String> names() {
    return residuals.spec().elementNames();
  }

  ParameterSpec spec() {
    return residuals.spec();
  }

  ParameterRange range(int index) {
    return ranges.apply(names().get(index));
  }

  ModelResiduals residuals() {
    return residuals;
  }

  NoiseLevel noise() {
    return noise;
  }

  /// Minimises over all parameters but one, from `start`, all of them.
  Minimum minimizeWithout(WithoutOne rest, int index, double[] start) {
    double[] free = WithoutOne.without(index, start);
    return minimizer.minimize(rest, free);
  }

  /// The sum of squares at `point`.
  double sumOfSquares(double[] point) {
    double[] r = new double[residuals.count()];
    residuals.evaluate(point, r, new double[r.length][point.length]);
    return Arrays.stream(r).map(x -> x * x).sum();
  }

  static boolean isUsable(Minimum end) {
    return end.termination() != Termination.START_NOT_FINITE;
  }
}
