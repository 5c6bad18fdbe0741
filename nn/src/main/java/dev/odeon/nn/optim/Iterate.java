package dev.odeon.nn.optim;

import java.util.Optional;

/// A point of a minimisation with the objective's value and gradient there. Mutable; the arrays are
/// live.
public final class Iterate {
  private double[] point;
  private double[] gradient;
  private double value;

  private Iterate(double[] point, double value, double[] gradient) {
    this.point = point;
    this.value = value;
    this.gradient = gradient;
  }

  /// Evaluates `objective` at a copy of `point`.
  public static Iterate at(Objective objective, double[] point) {
    double[] gradient = new double[point.length];
    double[] copy = point.clone();
    return new Iterate(copy, objective.valueAndGradient(copy, gradient), gradient);
  }

  /// An iterate known already, of copies of the arrays.
  public static Iterate of(double[] point, double value, double[] gradient) {
    return new Iterate(point.clone(), value, gradient.clone());
  }

  /// The live point.
  public double[] point() {
    return point;
  }

  /// The live gradient.
  public double[] gradient() {
    return gradient;
  }

  /// The value.
  public double value() {
    return value;
  }

  /// Evaluates `objective` anew at the point, after it was written to.
  public void evaluate(Objective objective) {
    value = objective.valueAndGradient(point, gradient);
  }

  /// Whether value and gradient are finite.
  public boolean isFinite() {
    return Double.isFinite(value) && Vectors.isFinite(gradient);
  }

  /// Whether there is nothing to do here: it is not finite, or no component of its gradient is
  /// larger than `gradientTolerance`.
  Optional<Termination> end(double gradientTolerance) {
    if (!isFinite()) {
      return Optional.of(Termination.START_NOT_FINITE);
    }
    return Vectors.largest(gradient) <= gradientTolerance
        ? Optional.of(Termination.GRADIENT_TOLERANCE)
        : Optional.empty();
  }

  /// An independent copy.
  public Iterate copy() {
    return of(point, value, gradient);
  }

  /// Becomes a copy of `other`.
  public void set(Iterate other) {
    point = other.point.clone();
    gradient = other.gradient.clone();
    value = other.value;
  }
}
