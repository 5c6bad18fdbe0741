package dev.odeon.nn.optim;

/// A ball in which a quadratic model of an objective is trusted, and the steps in it by conjugate
/// gradients: Nocedal and Wright, Numerical Optimization, 2nd ed., algorithms 4.1 and 7.2.
final class TrustRegion {
  private final CurvedObjective objective;
  private double radius;

  TrustRegion(CurvedObjective objective, double radius) {
    this.objective = objective;
    this.radius = radius;
  }

  /// A step.
  ///
  /// @param predicted by how much the model falls; NaN if the Hessian is not finite
  /// @param isAtBoundary whether it ends where the model is trusted no further
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Step(double[] change, double predicted, boolean isAtBoundary) {
    /// Where it leads from `point`.
    double[] from(double[] point) {
      return sum(point, 1, change);
    }
  }

  /// Shrinks or grows by how much of the predicted decrease came.
  void learn(double share, Step step) {
    double length = Vectors.norm(step.change());
    if (!(share >= 0.25)) {
      radius = length / 4;
    } else if (share > 0.75 && step.isAtBoundary()) {
      radius *= 2;
    }
  }

  /// About the best step of the model at `iterate` within the ball.
  Step step(Iterate iterate) {
    double[] gradient = iterate.gradient();
    int n = gradient.length;
    double[] change = new double[n];
    double[] curved = new double[n];
    double[] residual = gradient.clone();
    double[] direction = new double[n];
    for (int i = 0; i < n; i++) {
      direction[i] = -residual[i];
    }
    double norm = Vectors.norm(gradient);
    double enough = Math.min(0.5, Math.sqrt(norm)) * norm;
    double[] product = new double[n];
    for (int k = 0; k < 2 * n; k++) {
      objective.hessianProduct(iterate.point(), direction, product);
      double curvature = Vectors.dot(direction, product);
      double square = Vectors.dot(residual, residual);
      double length = square / curvature;
      boolean leaves = curvature <= 0 || Vectors.norm(sum(change, length, direction)) >= radius;
      if (leaves) {
        length = toBoundary(change, direction);
      }
      add(change, length, direction);
      add(curved, length, product);
      if (leaves) {
        return new Step(change, predicted(gradient, change, curved), true);
      }
      add(residual, length, product);
      double left = Vectors.norm(residual);
      if (!(left > enough)) {
        break;
      }
      double ratio = left * left / square;
      for (int i = 0; i < n; i++) {
        direction[i] = ratio * direction[i] - residual[i];
      }
    }
    return new Step(change, predicted(gradient, change, curved), false);
  }

  private static double predicted(double[] gradient, double[] change, double[] curved) {
    return -Vectors.dot(gradient, change) - Vectors.dot(change, curved) / 2;
  }

  /// The positive factor of `direction` that leads from `from` to the boundary.
  private double toBoundary(double[] from, double[] direction) {
    double a = Vectors.dot(direction, direction);
    double b = Vectors.dot(from, direction);
    double c = Vectors.dot(from, from) - radius * radius;
    return (Math.sqrt(Math.max(0, b * b - a * c)) - b) / a;
  }

  private static double[] sum(double[] x, double factor, double[] y) {
    double[] sum = x.clone();
    add(sum, factor, y);
    return sum;
  }

  private static void add(double[] x, double factor, double[] y) {
    for (int i = 0; i < x.length; i++) {
      x[i] += factor * y[i];
    }
  }
}
