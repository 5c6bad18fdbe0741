package dev.odeon.adjoint.estimate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

final class ParameterEstimationTest {
  private static final double[] X = {0, 1, 2, 3, 5, 8};
  private static final double[] Y = {1.1, 2.9, 5.2, 6.8, 11.3, 16.9};

  private static SolvePlan plan(double... times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
        TimeSpan.of(0, times[times.length - 1]),
        SaveAt.times(times));
  }

  private static ParameterEstimation line() {
    return ParameterEstimation.of(new Dense(1, 1), new Samples(6, Shape.of(1), X, Shape.of(1), Y));
  }

  /// Textbook formulas of simple regression.
  @Test
  void aLineHasTheStandardErrorsOfSimpleRegression() {
    double n = X.length;
    double meanX = Arrays.stream(X).average().orElseThrow();
    double meanY = Arrays.stream(Y).average().orElseThrow();
    double sxx = 0;
    double sxy = 0;
    for (int i = 0; i < n; i++) {
      sxx += (X[i] - meanX) * (X[i] - meanX);
      sxy += (X[i] - meanX) * (Y[i] - meanY);
    }
    double slope = sxy / sxx;
    double rss = 0;
    for (int i = 0; i < n; i++) {
      rss += Math.pow(Y[i] - meanY - slope * (X[i] - meanX), 2);
    }
    double s = Math.sqrt(rss / (n - 2));
    Estimate estimate = line().fit();
    assertEquals(slope, estimate.value("weight"), 1e-12);
    assertEquals(meanY - slope * meanX, estimate.value("bias"), 1e-12);
    assertEquals(s, estimate.noise(), 1e-12);
    assertEquals(4, estimate.degreesOfFreedom());
    assertEquals(s / Math.sqrt(sxx), estimate.standardError("weight"), 1e-12);
    assertEquals(s * Math.sqrt(1 / n + meanX * meanX / sxx), estimate.standardError("bias"), 1e-12);
    assertEquals(
        -meanX / Math.sqrt(sxx / n + meanX * meanX), estimate.correlation("weight", "bias"), 1e-12);
    // The 97.5 % point of Student's distribution with 4 degrees of freedom is 2.776445105.
    Interval interval = estimate.interval("weight", 0.95);
    assertEquals(slope + 2.776445105 * s / Math.sqrt(sxx), interval.high(), 1e-9);
  }

  @Test
  void theProfileOfALinearModelIsItsInterval() {
    Estimate estimate = line().fit();
    Interval expected = estimate.interval("weight", 0.9);
    Profile profile = estimate.profile("weight", 0.9);
    assertEquals(expected.low(), profile.interval().low(), 1e-9);
    assertEquals(expected.high(), profile.interval().high(), 1e-9);
    for (Profile.Point point : profile.points()) {
      double z = (point.value() - estimate.value("weight")) / estimate.standardError("weight");
      assertEquals(z, point.z(), 1e-6, "z is a line, at " + point.value());
    }
  }

  @Test
  void weightsLeaveOutAndScale() {
    double[] y = Y.clone();
    y[3] = 1e6;
    double[] weights = {2, 2, 2, 0, 2, 2};
    Samples spoiled = new Samples(6, Shape.of(1), X, Shape.of(1), y);
    double[] fewX = {0, 1, 2, 5, 8};
    double[] fewY = {1.1, 2.9, 5.2, 11.3, 16.9};
    Estimate fewer =
        ParameterEstimation.of(
                new Dense(1, 1), new Samples(5, Shape.of(1), fewX, Shape.of(1), fewY))
            .fit();
    ParameterEstimation all = ParameterEstimation.of(new Dense(1, 1), spoiled);
    Estimate relative = all.weighted(weights, NoiseLevel.ESTIMATED).fit();
    assertEquals(fewer.value("weight"), relative.value("weight"), 1e-12);
    assertEquals(fewer.standardError("weight"), relative.standardError("weight"), 1e-12);
    Estimate known = all.weighted(weights, NoiseLevel.KNOWN).fit();
    assertEquals(
        fewer.standardError("weight") / fewer.noise() / 2,
        known.standardError("weight"),
        1e-12,
        "known standard deviation of 0.5");
    // The 97.5 % point of the normal distribution is 1.959963985.
    double reach = known.interval("weight", 0.95).high() - known.value("weight");
    assertEquals(1.959963985 * known.standardError("weight"), reach, 1e-9);
  }

  /// Indometacin in the plasma of subject 1 (Kwan and others, 1976): two exponentials. Published
  /// estimates are those of the example for `SSbiexp` in R's documentation, to the digits printed
  /// there; rates are given as logarithms.
  @Test
  void indometacinAgreesWithPublishedEstimates() {
    double[] times = {0.25, 0.5, 0.75, 1, 1.25, 2, 3, 4, 5, 6, 8};
    double[] plasma = {1.5, .94, .78, .48, .37, .19, .12, .11, .08, .07, .05};
    UniversalOde model =
        UniversalOde.states("fast", "slow")
            .initial("fast", 2, ParameterRange.ANY)
            .initial("slow", 0.3, ParameterRange.ANY)
            .parameter("k1", 1.5, ParameterRange.POSITIVE)
            .parameter("k2", 0.3, ParameterRange.POSITIVE)
            .equations(
                plan(times),
                at ->
                    at.rates(
                        at.parameter("k1").times(at.state("fast")).negate(),
                        at.parameter("k2").times(at.state("slow")).negate()))
            .observing(1, at -> at.state("fast").plus(at.state("slow")));
    Samples samples = Samples.one(new double[2], Shape.of(11, 1), plasma);
    Estimate estimate = ParameterEstimation.of(model, samples).fit();
    assertTrue(estimate.termination().converged(), estimate.toString());
    published("initial.fast", estimate.value("initial.fast"), 2.0293, 2.02927801);
    published("lrc1", Math.log(estimate.value("k1")), 0.5794, 0.57938978);
    published("initial.slow", estimate.value("initial.slow"), 0.1916, 0.19154797);
    published("lrc2", Math.log(estimate.value("k2")), -1.7878, -1.78778321);
    published("error of fast", estimate.standardError("initial.fast"), 0.1099, 0.10990283);
    published("error of lrc1", estimate.freeStandardError("k1"), 0.1247, 0.12465339);
    published("error of slow", estimate.standardError("initial.slow"), 0.1106, 0.11062646);
    published("error of lrc2", estimate.freeStandardError("k2"), 0.7871, 0.78712527);
    assertEquals(0.04103, estimate.noise(), 5e-6);
    assertEquals(7, estimate.degreesOfFreedom());
    Interval rough = estimate.interval("k2", 0.95);
    Interval profile = estimate.profile("k2", 0.95).interval();
    assertTrue(profile.low() < estimate.value("k2") && profile.high() > estimate.value("k2"));
    assertTrue(rough.low() > 0, "a positive parameter has a positive interval: " + rough);
  }

  /// Within one unit of the last digit that is printed, and to five digits the optimum of the
  /// closed form, found independently by another program.
  private static void published(String what, double value, double printed, double optimum) {
    assertEquals(printed, value, 1e-4, what);
    assertEquals(optimum, value, 1e-5 * Math.abs(optimum), what);
  }

  private static UniversalOde oscillator(double start) {
    return UniversalOde.states("x", "v")
        .parameter("frequency", start, ParameterRange.between(0.5, 6))
        .equations(
            plan(SaveAt.linspace(0.25, 5, 20).toArray()),
            at ->
                at.rates(
                    at.state("v"), at.parameter("frequency").pow(2).times(at.state("x")).negate()))
        .observing(1, at -> at.state("x"));
  }

  @Test
  void manyStartsFindTheFrequencyThatOneMisses() {
    double[] x = SaveAt.linspace(0.25, 5, 20).toArray();
    double[] y = Arrays.stream(x).map(t -> Math.cos(4 * t)).toArray();
    Samples samples = Samples.one(new double[] {1, 0}, Shape.of(20, 1), y);
    ParameterEstimation estimation = ParameterEstimation.of(oscillator(0.8), samples);
    double alone = estimation.fit().value("frequency");
    assertTrue(Math.abs(alone - 4) > 0.5, "one start is enough: " + alone);
    MultiStart many = estimation.fitFrom(20, 1, 2);
    assertEquals(4, many.best().value("frequency"), 1e-6);
    assertTrue(many.reached(1) < 20, "not all starts get there");
    assertEquals(20, many.ends().size());
  }

  @Test
  void whatDataDoNotDetermineHasNoBounds() {
    double[] times = {1, 2, 3, 4};
    UniversalOde model =
        UniversalOde.states("y")
            .parameter("a", 0.3, ParameterRange.POSITIVE)
            .parameter("b", 0.4, ParameterRange.POSITIVE)
            .equations(
                plan(times),
                at ->
                    at.rates(
                        at.parameter("a").plus(at.parameter("b")).times(at.state("y")).negate()));
    double[] y = {0.6, 0.38, 0.22, 0.14};
    Estimate estimate =
        ParameterEstimation.of(model, Samples.one(new double[] {1}, Shape.of(4, 1), y)).fit();
    assertEquals(Double.POSITIVE_INFINITY, estimate.conditionNumber());
    assertEquals(Double.POSITIVE_INFINITY, estimate.standardError("a"));
    Interval interval = estimate.profile("a", 0.95).interval();
    assertEquals(0, interval.low(), 1e-6, "a may be anything from 0");
    assertTrue(interval.high() < 2, "but not more than the sum: " + interval);
    double sum = estimate.value("a") + estimate.value("b");
    assertTrue(sum > 0.45 && sum < 0.55, "the sum is determined: " + sum);
  }

  /// 95 % intervals of both parameters of a decay with noise, over 60 data sets.
  @Test
  void intervalsHoldTheTruthAsOftenAsTheySay() {
    double[] times = SaveAt.linspace(0.5, 5, 10).toArray();
    UniversalOde model =
        UniversalOde.states("y")
            .initial("y", 1, ParameterRange.POSITIVE)
            .parameter("k", 1, ParameterRange.POSITIVE)
            .equations(
                plan(times), at -> at.rates(at.state("y").times(at.parameter("k")).negate()));
    Samples blank = Samples.one(new double[] {1}, Shape.of(10, 1), new double[10]);
    ParameterEstimation estimation = ParameterEstimation.of(model, blank);
    int sets = 60;
    int held = 0;
    SplitMix64 random = new SplitMix64(11);
    DoubleUnaryOperator truth = t -> 2 * Math.exp(-0.7 * t);
    for (int i = 0; i < sets; i++) {
      double[] y =
          Arrays.stream(times)
              .map(t -> truth.applyAsDouble(t) + 0.05 * random.nextGaussian())
              .toArray();
      Estimate estimate = estimation.withTargets(y).fit();
      held += estimate.interval("k", 0.95).contains(0.7) ? 1 : 0;
      held += estimate.interval("initial.y", 0.95).contains(2) ? 1 : 0;
    }
    double rate = held / (2.0 * sets);
    assertTrue(rate > 0.89 && rate <= 1, "95 % intervals hold the truth in " + rate);
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Samples two = new Samples(2, Shape.of(1), new double[2], Shape.of(1), new double[2]);
    refused("2 observations for 2 parameters", () -> ParameterEstimation.of(new Dense(1, 1), two));
    refused("1 weights", () -> line().weighted(new double[1], NoiseLevel.KNOWN));
    refused(
        "weight 1 is -1.0",
        () -> line().weighted(new double[] {1, -1, 1, 1, 1, 1}, NoiseLevel.KNOWN));
    double[] targets = {1, 2, Double.NaN, 4, 5, 6};
    refused(
        "target 2 is NaN, not finite; give it weight 0", () -> line().withTargets(targets).fit());
    line().withTargets(targets).weighted(new double[] {1, 1, 0, 1, 1, 1}, NoiseLevel.KNOWN).fit();
    targets[2] = -3;
    refused(
        "target 2 is -3.0, which has no finite logarithm",
        () -> line().withTargets(targets).onLogarithms().fitFrom(2, 1, 1));
    refused("count 0", () -> line().fitFrom(0, 1, 1));
    refused("spread -1.0", () -> line().fitFrom(2, -1, 1));
    refused("'x' is none of [weight, bias]", () -> line().fit().value("x"));
    refused("level 95.0", () -> line().fit().interval("weight", 95));
  }

  private static void refused(String part, Runnable action) {
    String message = assertThrows(IllegalArgumentException.class, action::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
