package dev.odeon.ode.hipparchus;

import dev.odeon.ode.problem.FieldFailure;
import dev.odeon.ode.solution.Outcome;
import org.hipparchus.ode.OrdinaryDifferentialEquation;
import org.jspecify.annotations.Nullable;

/// A right-hand side that is counted, sees and gives copies only, and never lets NaN, infinity or
/// an exception of its own reach an integrator.
final class GuardedField {
  private final OrdinaryDifferentialEquation equation;
  private final int dimension;
  private long evaluations;

  GuardedField(OrdinaryDifferentialEquation equation, int dimension) {
    this.equation = equation;
    this.dimension = dimension;
  }

  int dimension() {
    return dimension;
  }

  long evaluations() {
    return evaluations;
  }

  /// Announces the integration to the equation.
  void init(double start, double[] initial, double end) {
    try {
      equation.init(start, initial.clone(), end);
    } catch (RuntimeException e) {
      throw failed(start, FieldFailure.of(start, initial, e).cause());
    }
  }

  /// dy/dt.
  ///
  /// @throws NonFiniteValue if y or dy/dt is not finite
  /// @throws Stop if the equation fails
  double[] evaluate(double t, double[] y) {
    NonFiniteValue.check(y);
    evaluations++;
    double @Nullable [] derivative;
    try {
      derivative = equation.computeDerivatives(t, y.clone());
    } catch (Stop stop) {
      throw stop;
    } catch (RuntimeException e) {
      throw failed(t, FieldFailure.of(t, y, e).cause());
    }
    if (derivative == null) {
      throw failed(t, "it returned null");
    }
    if (derivative.length != dimension) {
      throw failed(
          t,
          "it returned " + derivative.length + " derivatives for a state of length " + dimension);
    }
    double[] copy = derivative.clone();
    NonFiniteValue.check(copy);
    return copy;
  }

  private static Stop failed(double t, String cause) {
    return new Stop(new Outcome.FieldFailed(t, cause));
  }
}
