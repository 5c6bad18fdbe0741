package dev.odeon.validation.road;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Solution;

/// How far apart states are, in units of the tolerance `absTol + relTol |y|`.
final class Discrepancy {
  private Discrepancy() {}

  static double between(double[] y, double[] reference, Tolerances tolerances) {
    double worst = 0;
    for (int i = 0; i < y.length; i++) {
      double unit = tolerances.absTol() + tolerances.relTol() * Math.abs(reference[i]);
      double distance = Math.abs(y[i] - reference[i]) / unit;
      worst = Double.isNaN(distance) ? Double.POSITIVE_INFINITY : Math.max(worst, distance);
    }
    return worst;
  }

  static double between(Solution a, Solution b, Tolerances tolerances) {
    double worst = 0;
    for (int i = 0; i < a.saveAt().count(); i++) {
      worst = Math.max(worst, between(a.state(0, i), b.state(0, i), tolerances));
    }
    return worst;
  }
}
