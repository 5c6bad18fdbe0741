package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.Pendulum;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The pendulum of `docs/structured-fields.md`.
final class PendulumTest {
  /// Fits derivatives at single states, which needs no solve, so that the test is quick.
  @Test
  void structureKeepsTheEnergyOfAShortFit() {
    Pendulum.Row structured = fittedToDerivatives(Pendulum.hamiltonian(8));
    Pendulum.Row plain = fittedToDerivatives(Pendulum.plain(8));
    assertTrue(
        structured.drift() < 0.05,
        "energy changes by " + structured.drift() + " after a fit to " + structured.loss());
    double kept = trend(structured.energy());
    double lost = trend(plain.energy());
    assertTrue(kept < 1e-3, "energy has a trend of " + kept + " with structure");
    assertTrue(lost > 10 * kept, "trend without structure " + lost + ", with it " + kept);
  }

  /// By how much the mean over the last tenth differs from that over the first, relatively.
  private static double trend(double[] energy) {
    int tenth = energy.length / 10;
    double first = Arrays.stream(energy, 0, tenth).average().orElseThrow();
    double last =
        Arrays.stream(energy, energy.length - tenth, energy.length).average().orElseThrow();
    return Math.abs(last / first - 1);
  }

  private static Pendulum.Row fittedToDerivatives(Layer field) {
    int count = 100;
    SplitMix64 random = new SplitMix64(7);
    double[] states = new double[2 * count];
    double[] rates = new double[2 * count];
    for (int i = 0; i < count; i++) {
      states[i] = 3 * random.nextDouble() - 1.5;
      states[count + i] = 3 * random.nextDouble() - 1.5;
      rates[i] = states[count + i] + 0.02 * random.nextGaussian();
      rates[count + i] = -Math.sin(states[i]) + 0.02 * random.nextGaussian();
    }
    Samples samples = new Samples(count, Shape.of(2), states, Shape.of(2), rates);
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 100).then(new Lbfgs(150));
    return Pendulum.longRun(field, Fit.of(field, Loss.MEAN_SQUARE, samples).train(plan, 1));
  }

  @Test
  @Tag("nightly")
  void structureKeepsTheEnergyWithinOnePercentFromFiveSeeds() {
    TrainingPlan plan = TrainingPlan.of(new Adam(0.01), 300).then(new Lbfgs(300));
    for (long seed = 1; seed <= 5; seed++) {
      Pendulum.Row row =
          Pendulum.row(Pendulum.hamiltonian(Pendulum.HIDDEN), Pendulum.TRAJECTORIES, plan, seed);
      double drift = row.drift();
      assertTrue(drift < 0.01, "seed " + seed + ": energy changes by " + drift);
    }
  }
}
