package dev.odeon.nn.optim;

import java.util.Optional;

/// Line search for the strong Wolfe conditions: Nocedal and Wright, "Numerical optimization", 2nd
/// ed., algorithms 3.5 and 3.6 with the cubic interpolation of eq. 3.59.
///
/// Points that cannot be evaluated count as infinitely high. One instance serves one search.
final class StrongWolfe {
  private static final int MAX_EVALUATIONS = 60;
  private static final double EXPANSION = 4;

  /// A trial cubic step closer than this fraction to an end of its interval is replaced by
  /// bisection.
  private static final double SAFEGUARD = 0.1;

  private final Objective objective;
  private final Iterate origin;
  private final double[] direction;
  private final double slope;
  private final Lbfgs options;
  private int evaluations;
  private Optional<Trial> lowest = Optional.empty();

  /// A point of the line: step, its iterate, and the slope along the direction.
  private record Trial(double step, Iterate iterate, double slope) {
    double value() {
      return iterate.isFinite() ? iterate.value() : Double.POSITIVE_INFINITY;
    }
  }

  StrongWolfe(Objective objective, Iterate origin, double[] direction, Lbfgs options) {
    this.objective = objective;
    this.origin = origin;
    this.direction = direction;
    this.options = options;
    slope = Vectors.dot(origin.gradient(), direction);
  }

  /// An iterate that satisfies both conditions; failing that, the lowest one seen below the origin
  /// that gives sufficient decrease; failing that, none.
  Optional<Iterate> search(double firstStep) {
    return bracket(firstStep).or(() -> lowest).map(Trial::iterate);
  }

  private Optional<Trial> bracket(double firstStep) {
    Trial previous = new Trial(0, origin, slope);
    double step = firstStep;
    while (evaluations < MAX_EVALUATIONS && Double.isFinite(step)) {
      Trial trial = at(step);
      if (tooHigh(trial) || (previous.step > 0 && trial.value() >= previous.value())) {
        return zoom(previous, trial);
      }
      if (flatEnough(trial)) {
        return Optional.of(trial);
      }
      if (trial.slope >= 0) {
        return zoom(trial, previous);
      }
      previous = trial;
      step *= EXPANSION;
    }
    return Optional.empty();
  }

  private Optional<Trial> zoom(Trial first, Trial second) {
    Trial low = first;
    Trial high = second;
    while (evaluations < MAX_EVALUATIONS) {
      double step = between(low, high);
      if (step == low.step || step == high.step) {
        return Optional.empty();
      }
      Trial trial = at(step);
      if (tooHigh(trial) || trial.value() >= low.value()) {
        high = trial;
        continue;
      }
      if (flatEnough(trial)) {
        return Optional.of(trial);
      }
      if (trial.slope * (high.step - low.step) >= 0) {
        high = low;
      }
      low = trial;
    }
    return Optional.empty();
  }

  private boolean tooHigh(Trial trial) {
    return !(trial.value() <= origin.value() + options.decrease() * trial.step * slope);
  }

  private boolean flatEnough(Trial trial) {
    return Math.abs(trial.slope) <= -options.curvature() * slope;
  }

  private Trial at(double step) {
    evaluations++;
    double[] point = origin.point().clone();
    for (int i = 0; i < point.length; i++) {
      point[i] += step * direction[i];
    }
    Iterate iterate = Iterate.at(objective, point);
    Trial trial = new Trial(step, iterate, Vectors.dot(iterate.gradient(), direction));
    if (!tooHigh(trial)
        && trial.value() < origin.value()
        && lowest.map(best -> trial.value() < best.value()).orElse(true)) {
      lowest = Optional.of(trial);
    }
    return trial;
  }

  /// The minimiser of the cubic through values and slopes of both ends, kept away from them.
  private static double between(Trial a, Trial b) {
    double width = b.step - a.step;
    double middle = a.step + 0.5 * width;
    if (!Double.isFinite(b.value()) || !Double.isFinite(b.slope)) {
      return middle;
    }
    double d1 = a.slope + b.slope - 3 * (a.value() - b.value()) / (a.step - b.step);
    double d2 = Math.copySign(Math.sqrt(d1 * d1 - a.slope * b.slope), width);
    double fraction = 1 - (b.slope + d2 - d1) / (b.slope - a.slope + 2 * d2);
    return fraction >= SAFEGUARD && fraction <= 1 - SAFEGUARD ? a.step + fraction * width : middle;
  }
}
