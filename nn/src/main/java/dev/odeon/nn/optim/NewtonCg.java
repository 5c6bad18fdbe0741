package dev.odeon.nn.optim;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Newton's method in a trust region, its steps by conjugate gradients: for objectives with
/// products of their Hessian. Close to the minimum it converges faster than linearly, and it needs
/// no product more than the step is worth.
///
/// A step minimises the quadratic model `g^T s + s^T H s / 2` within a ball, as far as the residual
/// `min(1/2, sqrt |g|) |g|`; along directions of negative curvature it goes to the boundary. J.
/// Nocedal, S. Wright, Numerical Optimization, 2nd ed., algorithms 4.1 and 7.2 (Steihaug).
///
/// Every iteration lowers the value. Points where the objective is not finite are stepped back
/// from.
///
/// @param maxIterations at least 1
/// @param gradientTolerance ends once max |gᵢ| is at most this; >= 0
/// @param decreaseTolerance ends once an iteration lowers the value f by at most this times |f|; >=
///   0
/// @param radius of the first ball, positive
public record NewtonCg(
    int maxIterations, double gradientTolerance, double decreaseTolerance, double radius) {
  /// Least share of the predicted decrease that a step must bring.
  private static final double ACCEPTED = 1e-4;

  /// Below this multiple of the value's last bit a predicted decrease is lost in rounding.
  private static final double ROUNDING_BITS = 1024;

  public NewtonCg {
    Ranges.atLeastOne("maxIterations", maxIterations);
    Ranges.notNegative("gradientTolerance", gradientTolerance);
    Ranges.notNegative("decreaseTolerance", decreaseTolerance);
    if (!(radius > 0 && radius < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("radius " + radius + " is not a positive number");
    }
  }

  /// Tolerances 1e-8 and 1e-14, radius 1.
  public NewtonCg(int maxIterations) {
    this(maxIterations, 1e-8, 1e-14, 1);
  }

  /// Minimises `objective` from `start`; see [#minimize(CurvedObjective, double[],
  /// IterationListener, BooleanSupplier)].
  public Minimum minimize(CurvedObjective objective, double[] start) {
    return minimize(objective, start, IterationListener.NONE, () -> false);
  }

  /// Minimises `objective` from `start`.
  ///
  /// @param start left as it is
  /// @param listener told of each iteration
  /// @param cancelled asked before each iteration
  /// @return the end point, whose value is at most the start's
  public Minimum minimize(
      CurvedObjective objective,
      double[] start,
      IterationListener listener,
      BooleanSupplier cancelled) {
    Iterate iterate = Iterate.at(objective, start);
    TrustRegion region = new TrustRegion(objective, radius);
    int iteration = 0;
    Optional<Termination> end = check(iterate);
    while (end.isEmpty()) {
      if (cancelled.getAsBoolean()) {
        end = Optional.of(Termination.CANCELLED);
      } else if (iteration == maxIterations) {
        end = Optional.of(Termination.MAX_ITERATIONS);
      } else {
        double before = iterate.value();
        end = advance(objective, iterate, region, cancelled);
        if (iterate.value() < before) {
          listener.onIteration(++iteration, iterate);
        }
      }
    }
    return new Minimum(iterate.point(), iterate.value(), iteration, end.orElseThrow());
  }

  private Optional<Termination> check(Iterate iterate) {
    return iterate.end(gradientTolerance);
  }

  /// Moves `iterate` to a lower point, or says why not.
  private Optional<Termination> advance(
      CurvedObjective objective, Iterate iterate, TrustRegion region, BooleanSupplier cancelled) {
    double before = iterate.value();
    while (true) {
      TrustRegion.Step step = region.step(iterate);
      if (cancelled.getAsBoolean()) {
        // Evaluations that were cut short have no value.
        return Optional.of(Termination.CANCELLED);
      }
      if (!(step.predicted() >= 0)) {
        return Optional.of(Termination.LINE_SEARCH_FAILED);
      }
      Iterate next = Iterate.at(objective, step.from(iterate.point()));
      if (step.predicted() <= ROUNDING_BITS * Math.ulp(before)) {
        if (next.isFinite() && next.value() <= before) {
          iterate.set(next);
        }
        return check(iterate).or(() -> Optional.of(Termination.DECREASE_TOLERANCE));
      }
      double share = next.isFinite() ? (before - next.value()) / step.predicted() : -1;
      region.learn(share, step);
      if (share > ACCEPTED) {
        iterate.set(next);
        double scale = Math.max(Math.abs(before), Math.abs(next.value()));
        boolean flat = before - next.value() <= decreaseTolerance * scale;
        return check(iterate)
            .or(() -> flat ? Optional.of(Termination.DECREASE_TOLERANCE) : Optional.empty());
      }
    }
  }
}
