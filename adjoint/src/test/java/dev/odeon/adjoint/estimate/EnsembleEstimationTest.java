package dev.odeon.adjoint.estimate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.SolvePlan;
import dev.odeon.adjoint.layer.UniversalOde;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.EachRow;
import dev.odeon.nn.layer.ParameterRange;
import dev.odeon.nn.optim.LaneLevenbergMarquardt;
import dev.odeon.nn.optim.LevenbergMarquardt;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.Samples;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

final class EnsembleEstimationTest {
  private static final int TIMES = 12;
  private static final double[] TRUTH = {0.9, 0.5, 0.4, 0.8};
  private static final String[] NAMES = {"growth", "bite", "gain", "death"};
  private static final SolvePlan PLAN =
      SolvePlan.of(
          Tsit5.METHOD,
          StepControl.adaptive(Tolerances.of(1e-9, 1e-9)),
          TimeSpan.of(0, 11),
          SaveAt.linspace(0, 11, TIMES));

  private static final FieldGraph FIELD =
      FieldGraph.trace(
          "lotka_volterra",
          (t, y, p) ->
              Tensor.concatenate(
                  y.get(0).times(p.get("growth").minus(p.get("bite").times(y.get(1)))),
                  y.get(1).times(p.get("gain").times(y.get(0)).minus(p.get("death")))),
          2,
          types());

  private static SequencedMap<String, ValueType> types() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    for (String name : NAMES) {
      types.put(name, new ValueType(TensorType.f64(), Scope.PER_LANE));
    }
    return types;
  }

  private static UniversalOde lotkaVolterra(SolvePlan plan) {
    UniversalOde.Builder builder = UniversalOde.states("prey", "predators");
    for (int i = 0; i < NAMES.length; i++) {
      builder.parameter(NAMES[i], 1.15 * TRUTH[i], ParameterRange.POSITIVE);
    }
    return builder.equations(
        plan,
        at -> {
          Tensor prey = at.state("prey");
          Tensor predators = at.state("predators");
          return at.rates(
              prey.times(at.parameter("growth").minus(at.parameter("bite").times(predators))),
              predators.times(at.parameter("gain").times(prey).minus(at.parameter("death"))));
        });
  }

  /// Parameters `[parameter][set]`: those of set `s` are up to a fifth off.
  private static double[][] truths(int sets) {
    SplitMix64 random = SplitMix64.stream(5, "truths");
    double[][] truths = new double[NAMES.length][sets];
    for (int set = 0; set < sets; set++) {
      for (int i = 0; i < NAMES.length; i++) {
        truths[i][set] = TRUTH[i] * (1 + 0.2 * (2 * random.nextDouble() - 1));
      }
    }
    return truths;
  }

  /// Data sets of Lotka-Volterra from (2, 1), with relative noise.
  private static Samples data(int sets, double noise) {
    double[][] truths = truths(sets);
    double[] initial = new double[2 * sets];
    Arrays.fill(initial, 0, sets, 2);
    Arrays.fill(initial, sets, 2 * sets, 1);
    double[] targets = new double[2 * TIMES * sets];
    SplitMix64 random = SplitMix64.stream(6, "noise");
    Solution exact =
        OdeSolver.solve(
            OdeProblem.ensemble(FIELD, TimeSpan.of(0, 11), sets, initial, truths),
            Tsit5.METHOD,
            StepControl.adaptive(Tolerances.of(1e-10, 1e-10)),
            SaveAt.linspace(0, 11, TIMES));
    for (int set = 0; set < sets; set++) {
      for (int i = 0; i < TIMES; i++) {
        for (int c = 0; c < 2; c++) {
          double state = exact.state(set, i, c);
          targets[(2 * i + c) * sets + set] = state * Math.exp(noise * random.nextGaussian());
        }
      }
    }
    return new Samples(sets, Shape.of(2), initial, Shape.of(TIMES, 2), targets);
  }

  private static Samples one(Samples all, int set) {
    return new Samples(
        1,
        all.inputShape(),
        row(all.inputs(), all.count(), set),
        all.targetShape(),
        row(all.targets(), all.count(), set));
  }

  private static double[] row(double[] all, int sets, int set) {
    double[] own = new double[all.length / sets];
    Arrays.setAll(own, i -> all[i * sets + set]);
    return own;
  }

  /// The normal equations of simple regression, for lines whose slopes and noise differ.
  @Test
  void linesHaveTheEstimatesOfSimpleRegression() {
    int sets = 5;
    double[] x = {0, 1, 2, 3, 5, 8};
    double[] inputs = new double[x.length * sets];
    double[] targets = new double[x.length * sets];
    SplitMix64 random = SplitMix64.stream(1, "lines");
    for (int set = 0; set < sets; set++) {
      for (int i = 0; i < x.length; i++) {
        inputs[i * sets + set] = x[i];
        targets[i * sets + set] = set - 2 + (3 - set) * x[i] + 0.1 * random.nextGaussian();
      }
    }
    Chain model = Chain.of(new EachRow(new Dense(1, 1)));
    EnsembleEstimate all =
        EnsembleEstimation.of(
                model, new Samples(sets, Shape.of(6, 1), inputs, Shape.of(6, 1), targets))
            .fit();
    String slope = all.names().get(0);
    String constant = all.names().get(1);
    for (int set = 0; set < sets; set++) {
      double[] y = row(targets, sets, set);
      double meanX = Arrays.stream(x).average().orElseThrow();
      double meanY = Arrays.stream(y).average().orElseThrow();
      double sxx = 0;
      double sxy = 0;
      for (int i = 0; i < 6; i++) {
        sxx += (x[i] - meanX) * (x[i] - meanX);
        sxy += (x[i] - meanX) * (y[i] - meanY);
      }
      double rss = 0;
      for (int i = 0; i < 6; i++) {
        rss += Math.pow(y[i] - meanY - sxy / sxx * (x[i] - meanX), 2);
      }
      double s = Math.sqrt(rss / 4);
      assertEquals(sxy / sxx, all.values(slope)[set], 1e-9, "slope of set " + set);
      assertEquals(
          meanY - sxy / sxx * meanX, all.values(constant)[set], 1e-9, "constant of set " + set);
      assertEquals(s, all.noise(set), 1e-9, "s of set " + set);
      assertEquals(s / Math.sqrt(sxx), all.standardErrors(slope)[set], 1e-9, "error of set " + set);
      // The 97.5 % point of Student's distribution with 4 degrees of freedom is 2.776445105.
      assertEquals(
          all.values(slope)[set] + 2.776445105 * s / Math.sqrt(sxx),
          all.interval(slope, set, 0.95).high(),
          1e-8,
          "interval of set " + set);
    }
  }

  @Test
  void dataWithoutNoiseGiveEachSetItsParameters() {
    int sets = 70;
    EnsembleEstimate all = EnsembleEstimation.of(lotkaVolterra(PLAN), data(sets, 0)).fit();
    double[][] truths = truths(sets);
    assertEquals(0, all.unconverged().length, all::toString);
    for (int i = 0; i < NAMES.length; i++) {
      assertArrayEquals(truths[i], all.values(NAMES[i]), 2e-7, NAMES[i]);
    }
  }

  /// The estimates of Hipparchus's Levenberg-Marquardt, set by set.
  @Test
  void estimatesAreThoseOfTheSetsFittedOneByOne() {
    int sets = 6;
    Samples data = data(sets, 0.05);
    UniversalOde model = lotkaVolterra(PLAN);
    EnsembleEstimate all = EnsembleEstimation.of(model, data).onLogarithms().fit();
    for (int set = 0; set < sets; set++) {
      Estimate alone =
          ParameterEstimation.of(model, one(data, set))
              .onLogarithms()
              .minimizedBy(new LevenbergMarquardt(200, 1e-14))
              .fit();
      assertEquals(alone.sumOfSquares(), all.sumOfSquares(set), 1e-9 * alone.sumOfSquares());
      assertEquals(alone.degreesOfFreedom(), all.degreesOfFreedom(set));
      assertEquals(
          alone.conditionNumber(), all.conditionNumber(set), 1e-4 * alone.conditionNumber());
      for (String name : NAMES) {
        double error = alone.standardError(name);
        assertEquals(alone.value(name), all.values(name)[set], 1e-4 * error, name + " of " + set);
        assertEquals(error, all.standardErrors(name)[set], 1e-4 * error, name + " of " + set);
      }
    }
  }

  @Test
  void aSetHasTheSameBitsAloneAndAmongOthersOnAnyNumberOfThreads() {
    int sets = 70;
    Samples data = data(sets, 0.05);
    EnsembleEstimate all =
        EnsembleEstimation.of(lotkaVolterra(PLAN.onThreads(3)), data).onLogarithms().fit();
    for (int set : new int[] {0, 33, 69}) {
      EnsembleEstimate alone =
          EnsembleEstimation.of(lotkaVolterra(PLAN), one(data, set)).onLogarithms().fit();
      assertEquals(alone.iterations(0), all.iterations(set), "points tried for set " + set);
      assertArrayEquals(
          alone.parameters(0).flat(), all.parameters(set).flat(), "parameters of set " + set);
      assertEquals(alone.sumOfSquares(0), all.sumOfSquares(set), "sum of squares of set " + set);
    }
  }

  @Test
  void whatHasNoWeightDoesNotCount() {
    Samples data = data(2, 0.05);
    double[] targets = data.targets().clone();
    double[] weights = new double[targets.length];
    Arrays.fill(weights, 1);
    targets[2 * 5] = 1e9;
    weights[2 * 5] = 0;
    UniversalOde model = lotkaVolterra(PLAN);
    EnsembleEstimate whole = EnsembleEstimation.of(model, data).onLogarithms().fit();
    EnsembleEstimate part =
        EnsembleEstimation.of(model, data)
            .onLogarithms()
            .withTargets(targets)
            .weighted(weights, NoiseLevel.ESTIMATED)
            .fit();
    assertEquals(whole.degreesOfFreedom(0) - 1, part.degreesOfFreedom(0));
    assertEquals(whole.degreesOfFreedom(1), part.degreesOfFreedom(1));
    assertArrayEquals(whole.parameters(1).flat(), part.parameters(1).flat(), "the other set");
    for (String name : NAMES) {
      double apart = Math.abs(whole.values(name)[0] - part.values(name)[0]);
      assertTrue(apart > 0 && apart < 3 * whole.standardErrors(name)[0], name + ": " + apart);
    }
  }

  @Test
  void aSetThatCannotBeSolvedLeavesTheOthersAlone() {
    Samples data = data(3, 0.05);
    double[][] start = new double[NAMES.length][3];
    for (int i = 0; i < NAMES.length; i++) {
      Arrays.fill(start[i], Math.log(TRUTH[i]));
    }
    start[0][1] = 800;
    EnsembleEstimate all = EnsembleEstimation.of(lotkaVolterra(PLAN), data).fit(start, () -> false);
    assertEquals(Termination.START_NOT_FINITE, all.termination(1));
    assertEquals(800, all.parameters(1).flat()[0], "it stays where it was");
    assertArrayEquals(new int[] {1}, all.unconverged());
    assertEquals(Double.NaN, all.standardErrors("growth")[1]);
    assertTrue(all.termination(0).converged() && all.termination(2).converged());
    double[] weights = new double[data.targets().length];
    Arrays.fill(weights, 1);
    EnsembleEstimate known =
        EnsembleEstimation.of(lotkaVolterra(PLAN), data)
            .weighted(weights, NoiseLevel.KNOWN)
            .minimizedBy(new LaneLevenbergMarquardt(1))
            .fit(start, () -> false);
    assertEquals(Double.NaN, known.standardErrors("growth")[1], "with noise that is known");
  }

  @Test
  void limitsEndIt() {
    Samples data = data(3, 0.05);
    EnsembleEstimation estimation = EnsembleEstimation.of(lotkaVolterra(PLAN), data);
    EnsembleEstimate few = estimation.minimizedBy(new LaneLevenbergMarquardt(2)).fit();
    assertEquals(Termination.MAX_ITERATIONS, few.termination(0));
    assertEquals(2, few.iterations(0));
    double[][] start = new double[NAMES.length][3];
    int[] asked = {0};
    EnsembleEstimate cut = estimation.fit(start, () -> asked[0]++ >= 4);
    assertEquals(Termination.CANCELLED, cut.termination(2));
    assertTrue(Double.isFinite(cut.sumOfSquares(2)), "the best point so far is kept");
  }

  @Test
  void badArgumentsAreNamed() {
    Samples data = data(2, 0);
    EnsembleEstimation estimation = EnsembleEstimation.of(lotkaVolterra(PLAN), data);
    double[] targets = data.targets().clone();
    targets[7] = -1;
    assertMessage(
        "estimation: target 3 of set 1 is -1.0, which has no finite logarithm",
        () -> estimation.onLogarithms().withTargets(targets).fit());
    double[] weights = new double[targets.length];
    weights[0] = 1;
    assertMessage(
        "estimation: set 0 has 1 observations for 4 parameters",
        () -> estimation.weighted(weights, NoiseLevel.KNOWN).fit());
    assertMessage(
        "estimation: a row of 3 start values for 2 data sets",
        () -> estimation.fit(new double[4][3], () -> false));
    assertMessage("data set 2 of 2", () -> estimation.fit().sumOfSquares(2));
    assertMessage(
        "parameter 'birth' is none of [growth, bite, gain, death]",
        () -> estimation.fit().values("birth"));
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
