package dev.odeon.adjoint.estimate;

import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.optim.LaneLevenbergMarquardt;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.train.Cancellation;
import dev.odeon.nn.train.Samples;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// One model fitted to many data sets, to each with parameters of its own: the weighted nonlinear
/// least squares of [ParameterEstimation], for all data sets at once. A data set is a lane, so
/// thousands of them share solves; what comes out for one does not depend, to the last bit, on the
/// others.
///
/// Not thread-safe.
public final class EnsembleEstimation {
  private final SetResiduals residuals;
  private final Function<String, ParameterRange> ranges;
  private final NoiseLevel noise;
  private final LaneLevenbergMarquardt minimizer;

  private EnsembleEstimation(
      SetResiduals residuals,
      Function<String, ParameterRange> ranges,
      NoiseLevel noise,
      LaneLevenbergMarquardt minimizer) {
    this.residuals = residuals;
    this.ranges = ranges;
    this.noise = noise;
    this.minimizer = minimizer;
  }

  /// Of any layer: parameters of any value, residuals of values with weight 1, noise estimated.
  ///
  /// @param sets each sample is a data set: its input, and as target all that was observed
  public static EnsembleEstimation of(Layer model, Samples sets) {
    return of(model, sets, _ -> ParameterRange.ANY);
  }

  /// Of equations, with the ranges of their parameters.
  ///
  /// @param sets each sample is a data set: its initial state, and as target the observations at
  ///   the save times
  public static EnsembleEstimation of(UniversalOde model, Samples sets) {
    return of(model, sets, model::range);
  }

  private static EnsembleEstimation of(
      Layer model, Samples sets, Function<String, ParameterRange> ranges) {
    Shape output = model.outputShape(sets.inputShape());
    if (!output.equals(sets.targetShape())) {
      throw new IllegalArgumentException(
          "estimation: output of shape ["
              + output
              + "], targets of shape ["
              + sets.targetShape()
              + "]");
    }
    SetResiduals residuals = new SetResiduals(model, sets);
    if (residuals.spec().size() == 0) {
      throw new IllegalArgumentException("estimation: the model has no parameters");
    }
    return new EnsembleEstimation(
        residuals, ranges, NoiseLevel.ESTIMATED, new LaneLevenbergMarquardt(200));
  }

  private EnsembleEstimation with(SetResiduals own, NoiseLevel level) {
    return new EnsembleEstimation(own, ranges, level, minimizer);
  }

  /// With residuals of logarithms, for positive quantities whose errors are relative.
  public EnsembleEstimation onLogarithms() {
    return with(residuals.with(residuals.observed().onLogarithms()), noise);
  }

  /// With other observations at the same places; nothing is compiled again.
  ///
  /// @param targets laid out as those of the samples, `[element][set]`
  public EnsembleEstimation withTargets(double[] targets) {
    return with(residuals.with(residuals.observed().withTargets(targets)), noise);
  }

  /// With a weight for each observation, such as one over its standard deviation.
  ///
  /// @param own laid out as the targets; 0 where there is no observation
  /// @param level whether the weights are exactly one over the standard deviations
  public EnsembleEstimation weighted(double[] own, NoiseLevel level) {
    return with(residuals.with(residuals.observed().withWeights(own)), level);
  }

  /// With another limit of iterations or tolerance.
  public EnsembleEstimation minimizedBy(LaneLevenbergMarquardt own) {
    return new EnsembleEstimation(residuals, ranges, noise, own);
  }

  /// The estimates from the model's own start values. An interrupt of the thread ends it early.
  ///
  /// @throws IllegalArgumentException if a target that counts is not finite, or not positive for
  ///   residuals of logarithms, or a data set has no more observations than parameters
  public EnsembleEstimate fit() {
    double[] start = residuals.spec().initialize(0).flat();
    double[][] all = new double[start.length][residuals.sets()];
    for (int j = 0; j < start.length; j++) {
      Arrays.fill(all[j], start[j]);
    }
    return fit(all, new Cancellation());
  }

  /// The estimates from start values for each data set.
  ///
  /// @param start free numbers of the parameters, `[parameter][set]`
  /// @param cancelled asked before each evaluation; data sets at work then keep their best
  ///   parameters, with the termination `CANCELLED`
  /// @throws IllegalArgumentException as [#fit], or if `start` has another size
  public EnsembleEstimate fit(double[][] start, BooleanSupplier cancelled) {
    residuals.requireObservations();
    for (double[] row : start) {
      if (row.length != residuals.sets()) {
        throw new IllegalArgumentException(
            "estimation: a row of "
                + row.length
                + " start values for "
                + residuals.sets()
                + " data sets");
      }
    }
    return new EnsembleEstimate(this, minimizer.minimize(residuals, start, cancelled));
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

  SetResiduals residuals() {
    return residuals;
  }

  NoiseLevel noise() {
    return noise;
  }
}
