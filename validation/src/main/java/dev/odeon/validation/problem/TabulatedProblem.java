package dev.odeon.validation.problem;

import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.VectorField;
import java.util.List;

/// A problem without a closed form whose solution was computed in 33-digit arithmetic at some
/// times.
public interface TabulatedProblem extends ReferenceProblem {
  /// dy/dt.
  VectorField vector();

  /// The times of the table.
  SaveAt times();

  /// The state at time `i` of the table, a fresh array.
  double[] reference(int i);

  /// All of them.
  static List<TabulatedProblem> all() {
    return List.of(new LotkaVolterra(), new CubicSpiral(), new Lorenz());
  }
}
