package dev.odeon.ode.hipparchus;

import java.util.function.DoubleFunction;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.MultistepIntegrator;
import org.hipparchus.ode.nonstiff.EmbeddedRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.GraggBulirschStoerIntegrator;

/// How to make an integrator of one family.
sealed interface IntegratorRecipe {
  /// Runge-Kutta with equal steps.
  record FixedStep(DoubleFunction<AbstractIntegrator> make) implements IntegratorRecipe {}

  /// Runge-Kutta with an embedded error estimate.
  record Embedded(Bounded<EmbeddedRungeKuttaIntegrator> make) implements IntegratorRecipe {}

  /// Extrapolation of the modified midpoint rule.
  record Extrapolation(Bounded<GraggBulirschStoerIntegrator> make) implements IntegratorRecipe {}

  /// Adams methods in Nordsieck form, started by a Runge-Kutta method.
  ///
  /// @param caution a factor of the steps
  record Multistep(Bounded<MultistepIntegrator> make, double caution) implements IntegratorRecipe {}

  /// Hipparchus's constructor arguments of adaptive integrators.
  @FunctionalInterface
  interface Bounded<T> {
    T make(double minStep, double maxStep, double absTol, double relTol);
  }
}
