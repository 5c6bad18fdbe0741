package dev.odeon.validation.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.examples.DoublePendulumMotion;
import dev.odeon.examples.DrivenMass;
import dev.odeon.examples.DrivenMassMotion;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.layer.PortHamiltonian;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.problem.SaveAt;
import org.junit.jupiter.api.Test;

/// The double pendulum and the driven mass of `docs/structured-fields.md`.
final class MechanicsTest {
  @Test
  void theDoublePendulumKeepsItsEnergy() {
    Samples samples =
        DoublePendulumMotion.samples(3, SaveAt.linspace(0, 60, 2), 0, new SplitMix64(5));
    for (int lane = 0; lane < 3; lane++) {
      double start = energy(samples.targets(), lane);
      double end = energy(samples.targets(), 12 + lane);
      assertEquals(start, end, 1e-7 * start, "energy of trajectory " + lane + " after 60");
    }
  }

  private static double energy(double[] states, int at) {
    return DoublePendulumMotion.energy(states[at], states[at + 3], states[at + 6], states[at + 9]);
  }

  /// Fits derivatives at single states, which needs no solve, so that the test is quick.
  @Test
  void aDrivenMassGainsNoMoreThanItsForceSupplies() {
    int count = 200;
    SplitMix64 random = new SplitMix64(3);
    double[] states = new double[3 * count];
    double[] rates = new double[2 * count];
    for (int i = 0; i < count; i++) {
      double x = 3 * random.nextDouble() - 1.5;
      double p = 3 * random.nextDouble() - 1.5;
      double u = 2 * random.nextDouble() - 1;
      states[i] = x;
      states[count + i] = p;
      states[2 * count + i] = u;
      rates[i] = p;
      rates[count + i] = u - x - x * x * x / 2 - 0.2 * p;
    }
    Samples samples = new Samples(count, Shape.of(3), states, Shape.of(2), rates);
    PortHamiltonian field = DrivenMass.port(8);
    TrainingPlan plan = TrainingPlan.of(new Adam(0.02), 50).then(new Lbfgs(100));
    TrainingResult fit = Fit.of(field, Loss.MEAN_SQUARE, samples).train(plan, 1);
    DrivenMass.Row row =
        DrivenMass.row(field, fit.parameters(), DrivenMassMotion.released(random, 48));
    assertTrue(row.driven() < 0.1, "error " + row.driven() + " after a fit to " + fit.bestLoss());
    assertTrue(row.left() < 0.01, "energy " + row.left() + " is left 36 after the force");
    assertTrue(
        row.excess() < 1e-8, "energy grows by " + row.excess() + " more than the force supplies");
    double work = row.supplied()[480];
    assertTrue(work > 0.01, "the force did work of " + work);
  }
}
