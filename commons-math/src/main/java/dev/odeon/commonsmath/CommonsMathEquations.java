package dev.odeon.commonsmath;

import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OpaqueField;
import org.apache.commons.math3.ode.FirstOrderDifferentialEquations;
import org.apache.commons.math3.ode.SecondOrderDifferentialEquations;

/// Equations written for Apache Commons Math 3 as fields.
///
/// They run as Java code, see [OpaqueField]: by any method on lanes or through Hipparchus, stiff
/// ones included, whose Jacobians are taken by differences. Commons Math's own adaptive integrators
/// never end once a derivative is NaN; here every step is checked, and such a trajectory ends in
/// `Outcome.NonFinite`.
///
/// ```java
/// FieldGraph field = CommonsMathEquations.field(equations);
/// Solution solution = OdeSolver.solve(
///     OdeProblem.of(field, TimeSpan.of(0, 10), y0), Methods.named("tsit5"),
///     StepControl.adaptive(Tolerances.of(1e-8, 1e-8)), SaveAt.linspace(0, 10, 101));
/// ```
public final class CommonsMathEquations {
  private CommonsMathEquations() {}

  /// The field of first-order equations.
  ///
  /// @param equations used by one thread at a time for each solver
  /// @throws IllegalArgumentException if their dimension is below 1
  public static FieldGraph field(FirstOrderDifferentialEquations equations) {
    int dimension = equations.getDimension();
    return OpaqueField.graph(
        equations.getClass().getSimpleName() + "_",
        dimension,
        (t, y, derivative) -> equations.computeDerivatives(t, y, derivative));
  }

  /// The field of second-order equations `q'' = f(t, q, q')`: the state is q, then q'.
  ///
  /// @param equations used by one thread at a time for each solver
  /// @throws IllegalArgumentException if their dimension is below 1
  public static FieldGraph field(SecondOrderDifferentialEquations equations) {
    int half = equations.getDimension();
    return OpaqueField.graph(
        equations.getClass().getSimpleName() + "_",
        2 * half,
        (t, y, derivative) -> {
          double[] q = java.util.Arrays.copyOf(y, half);
          double[] v = java.util.Arrays.copyOfRange(y, half, 2 * half);
          double[] acceleration = new double[half];
          equations.computeSecondDerivatives(t, q, v, acceleration);
          System.arraycopy(v, 0, derivative, 0, half);
          System.arraycopy(acceleration, 0, derivative, half, half);
        });
  }
}
