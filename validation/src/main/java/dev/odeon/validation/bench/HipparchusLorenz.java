package dev.odeon.validation.bench;

import dev.odeon.ode.Methods;
import dev.odeon.ode.OdeSolver;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.Lorenz;

/// Lorenz's equations on [0, 100] by Hipparchus's integrator of order 8 through the road, on a
/// compiled field. That takes about twice the time of equations written by hand for Hipparchus
/// alone.
///
/// @param tolerance absolute and relative
record HipparchusLorenz(OdeProblem problem, double tolerance) {
  static final double END = 100;
  static final int OUTPUTS = 1001;
  static final int INDEX_OF_10 = 100;

  private static final double[] AT_10 = {
    -5.85768538242409002, -5.83108248642610044, 23.9321329870275626
  };

  HipparchusLorenz(double tolerance) {
    this(problemOnce(), tolerance);
  }

  private static OdeProblem problemOnce() {
    Lorenz lorenz = new Lorenz();
    return OdeProblem.of(lorenz.field(), TimeSpan.of(0, END), lorenz.initial());
  }

  /// The largest error of a component of the state at t = 10.
  static double error(double[] state) {
    double worst = 0;
    for (int i = 0; i < AT_10.length; i++) {
      worst = Math.max(worst, Math.abs(state[i] - AT_10[i]));
    }
    return worst;
  }

  /// The tolerance, among tenths of decades, whose error is nearest to `error` on a logarithmic
  /// scale.
  static HipparchusLorenz withError(double error) {
    HipparchusLorenz best = new HipparchusLorenz(1e-6);
    double least = Double.POSITIVE_INFINITY;
    for (int tenths = 50; tenths <= 125; tenths++) {
      HipparchusLorenz candidate =
          new HipparchusLorenz(best.problem(), Math.pow(10, -tenths / 10.0));
      double distance = Math.abs(Math.log(candidate.run() / error));
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best;
  }

  /// Integrates; the error at t = 10.
  double run() {
    double[] state =
        OdeSolver.solve(
                problem,
                Methods.named("hipparchus:dormand_prince_853"),
                StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
                SaveAt.linspace(0, END, OUTPUTS))
            .state(0, INDEX_OF_10);
    return error(state);
  }
}
