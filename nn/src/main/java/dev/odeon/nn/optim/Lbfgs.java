package dev.odeon.nn.optim;

import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Limited-memory BFGS with a strong Wolfe line search: Nocedal and Wright, "Numerical
/// optimization", 2nd ed., algorithm 7.5.
///
/// Every iteration lowers the value. Points where the objective is not finite are stepped back
/// from.
///
/// @param maxIterations at least 1
/// @param memory number of remembered pairs, at least 1
/// @param gradientTolerance ends once max |gᵢ| is at most this; >= 0
/// @param decreaseTolerance ends once an iteration lowers the value f by at most this times |f|; >=
///   0
/// @param decrease c₁ of the sufficient decrease condition, 0 < c₁ < c₂
/// @param curvature c₂ of the curvature condition, c₁ < c₂ < 1
public record Lbfgs(
    int maxIterations,
    int memory,
    double gradientTolerance,
    double decreaseTolerance,
    double decrease,
    double curvature) {
  /// Below this multiple of the value's last bit a predicted decrease is lost in rounding.
  private static final double ROUNDING_BITS = 1024;

  public Lbfgs {
    Ranges.atLeastOne("maxIterations", maxIterations);
    Ranges.atLeastOne("memory", memory);
    Ranges.notNegative("gradientTolerance", gradientTolerance);
    Ranges.notNegative("decreaseTolerance", decreaseTolerance);
    if (!(0 < decrease && decrease < curvature && curvature < 1)) {
      throw new IllegalArgumentException(
          "line search constants decrease "
              + decrease
              + " and curvature "
              + curvature
              + " are not 0 < decrease < curvature < 1");
    }
  }

  /// Memory 10, tolerances 1e-8 and 1e-12, c₁ 1e-4, c₂ 0.9.
  public Lbfgs(int maxIterations) {
    this(maxIterations, 10, 1e-8, 1e-12, 1e-4, 0.9);
  }

  /// This with other tolerances.
  public Lbfgs withTolerances(double gradient, double relativeDecrease) {
    return new Lbfgs(maxIterations, memory, gradient, relativeDecrease, decrease, curvature);
  }

  /// Minimises `objective` from `start`; see [#minimize(Objective, double[], IterationListener,
  /// BooleanSupplier)].
  public Minimum minimize(Objective objective, double[] start) {
    return minimize(objective, start, IterationListener.NONE, () -> false);
  }

  /// Minimises `objective` from `start`.
  ///
  /// @param start left as it is
  /// @param listener told of each iteration
  /// @param cancelled asked before each iteration
  /// @return the end point, whose value is at most the start's
  public Minimum minimize(
      Objective objective, double[] start, IterationListener listener, BooleanSupplier cancelled) {
    Iterate iterate = Iterate.at(objective, start);
    LbfgsMemory memory = new LbfgsMemory();
    int iteration = 0;
    Optional<Termination> end = check(iterate);
    while (end.isEmpty()) {
      if (cancelled.getAsBoolean()) {
        end = Optional.of(Termination.CANCELLED);
      } else if (iteration == maxIterations) {
        end = Optional.of(Termination.MAX_ITERATIONS);
      } else {
        double before = iterate.value();
        end = advance(objective, iterate, memory);
        if (iterate.value() < before) {
          listener.onIteration(++iteration, iterate);
        }
      }
    }
    return new Minimum(iterate.point(), iterate.value(), iteration, end.get());
  }

  /// Whether there is nothing to do at `iterate`: it is not finite, or its gradient is within the
  /// tolerance.
  public Optional<Termination> check(Iterate iterate) {
    return iterate.end(gradientTolerance);
  }

  /// One iteration: moves `iterate` to a lower point and updates `memory`, or leaves both and says
  /// why.
  ///
  /// @param iterate finite, with a gradient that is not zero
  /// @return a reason to end, if there is one
  public Optional<Termination> advance(Objective objective, Iterate iterate, LbfgsMemory memory) {
    Optional<Iterate> found = search(objective, iterate, memory);
    if (found.isEmpty() && !memory.isEmpty()) {
      if (withinRounding(iterate, memory.direction(iterate.gradient()))) {
        return Optional.of(Termination.DECREASE_TOLERANCE);
      }
      memory.clear();
      found = search(objective, iterate, memory);
    }
    if (found.isEmpty()) {
      return Optional.of(Termination.LINE_SEARCH_FAILED);
    }
    Iterate next = found.get();
    memory.add(
        difference(next.point(), iterate.point()),
        difference(next.gradient(), iterate.gradient()),
        this.memory);
    double fall = iterate.value() - next.value();
    double scale = Math.max(Math.abs(iterate.value()), Math.abs(next.value()));
    iterate.set(next);
    return check(iterate)
        .or(
            () ->
                fall <= decreaseTolerance * scale
                    ? Optional.of(Termination.DECREASE_TOLERANCE)
                    : Optional.empty());
  }

  private Optional<Iterate> search(Objective objective, Iterate iterate, LbfgsMemory memory) {
    double[] direction = memory.direction(iterate.gradient());
    double slope = Vectors.dot(iterate.gradient(), direction);
    if (!(slope < 0) || !Vectors.isFinite(direction)) {
      return Optional.empty();
    }
    double first = memory.isEmpty() ? Math.min(1, 1 / Vectors.norm(iterate.gradient())) : 1;
    return new StrongWolfe(objective, iterate, direction, this).search(first);
  }

  private static boolean withinRounding(Iterate iterate, double[] direction) {
    double predicted = -Vectors.dot(iterate.gradient(), direction);
    return predicted >= 0 && predicted <= ROUNDING_BITS * Math.ulp(iterate.value());
  }

  private static double[] difference(double[] a, double[] b) {
    double[] difference = new double[a.length];
    for (int i = 0; i < a.length; i++) {
      difference[i] = a[i] - b[i];
    }
    return difference;
  }
}
