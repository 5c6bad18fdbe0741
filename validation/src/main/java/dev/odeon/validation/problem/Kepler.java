package dev.odeon.validation.problem;

import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.VectorField;

/// A body on an ellipse around a fixed centre: `x'' = -x / r^3, y'' = -y / r^3`, from the
/// pericentre `(1 - e, 0, 0, sqrt((1 + e) / (1 - e)))` over about a quarter of a revolution, [0,
/// 1.5].
///
/// Exact: `(cos E - e, sqrt(1 - e^2) sin E)` and its derivative, with `E - e sin E = t` (Kepler's
/// equation). DETEST D (Hull, Enright, Fellen, Sedgwick 1972) has the same orbit over [0, 20].
///
/// @param eccentricity `e`, in [0, 1)
public record Kepler(double eccentricity) implements ClosedFormProblem {
  public Kepler {
    if (!(eccentricity >= 0 && eccentricity < 1)) {
      throw new IllegalArgumentException("eccentricity " + eccentricity + " is outside [0, 1)");
    }
  }

  @Override
  public String name() {
    return "kepler";
  }

  @Override
  public FieldGraph field() {
    return FieldGraph.trace("kepler", vector(), 4);
  }

  /// dy/dt, whatever the eccentricity.
  VectorField vector() {
    return (t, y, p) -> {
      Tensor position = y.slice(0, 2);
      Tensor square = position.times(position).sum();
      Tensor cube = square.times(square.sqrt());
      return Tensor.concatenate(y.slice(2, 4), position.dividedBy(cube).negate());
    };
  }

  @Override
  public TimeSpan span() {
    return TimeSpan.of(0, 1.5);
  }

  @Override
  public double[] exact(double t) {
    double e = eccentricity;
    double anomaly = anomaly(t);
    double cos = Math.cos(anomaly);
    double sin = Math.sin(anomaly);
    double minor = Math.sqrt(1 - e * e);
    double rate = 1 / (1 - e * cos);
    return new double[] {cos - e, minor * sin, -sin * rate, minor * cos * rate};
  }

  /// Kepler's equation by Newton's iteration.
  private double anomaly(double t) {
    double anomaly = t;
    for (int i = 0; i < 50; i++) {
      double residual = anomaly - eccentricity * Math.sin(anomaly) - t;
      anomaly -= residual / (1 - eccentricity * Math.cos(anomaly));
    }
    return anomaly;
  }
}
