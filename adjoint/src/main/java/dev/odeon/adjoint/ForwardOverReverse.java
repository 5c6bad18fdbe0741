package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.TracedEvents;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Second derivatives of the accepted steps: the derivative of [DiscreteAdjoint] in one direction,
/// as Hessian-vector products need it.
///
/// With `y' = Phi(y, p)` a step of recorded size, v and q the tangents of y and p, a run carries
/// `v' = Phi_y v + Phi_p q` along. Backwards go lambda, the cotangent of y, and mu, its derivative in
/// the direction (v, q):
///
///     lambda = Phi_y^T lambda'
///     mu     = Phi_y^T mu' + (Phi_yy v + Phi_yp q)^T lambda'
///
/// and in the same way the cotangents of p and their derivatives. Both lines are reverse mode over
/// the step that carries the tangent, where mu' and lambda' are the cotangents of y' and v'. So the
/// products are exact for the steps taken, and the matrix of all of them is symmetric to rounding;
/// step sizes are constants. A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., section 5.1,
/// "Second-order adjoints"; D. Ozyurt, P. Barton, Cheap second order directional derivatives of
/// stiff ODE embedded functionals, SIAM J. Sci. Comput. 26 (2005), for the differential equation
/// that mu solves. One product costs about three gradients, whatever the number of parameters.
///
/// Traced and compiled once, run as often as wanted, from any thread.
public final class ForwardOverReverse {
  private final LaneIntegrator integrator;
  private final DiscreteAdjoint adjoint;
  private final int dimension;
  private final List<ValueType> types;

  /// The second derivatives of runs of `integrator`.
  ///
  /// @throws IllegalArgumentException if these cannot be differentiated, or there are events
  public ForwardOverReverse(LaneIntegrator integrator) {
    integrator.checkDifferentiable();
    if (!integrator.events().isEmpty()) {
      throw new IllegalArgumentException(
          "second derivatives through event '"
              + integrator.plan().events().getFirst().name()
              + "' are not available; difference the gradient");
    }
    dimension = integrator.steps().field().dimension();
    types = integrator.steps().field().parameterTypes();
    this.integrator =
        integrator.withTangent(TracedEvents.of(integrator.steps().field(), List.of()));
    adjoint = new DiscreteAdjoint(this.integrator);
  }

  /// The steps with the tangent that they carry: states and parameters are followed by their
  /// tangents.
  LaneIntegrator integrator() {
    return integrator;
  }

  /// Runs the steps with a tangent.
  ///
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters one array a parameter
  /// @param direction tangents of `initial` and of each parameter, in their layouts
  /// @param recording [Recording#FULL], or [Recording#within]
  /// @return states `[time][2 d][lane]`, the tangent of each behind it
  public LaneRun run(
      double[] initial,
      double[][] parameters,
      double[][] direction,
      int lanes,
      Recording recording) {
    requireParts("direction", direction);
    double[] both = join(initial, direction[0], dimension * lanes);
    return integrator.run(both, withTangents(parameters, direction), lanes, recording);
  }

  /// Pulls cotangents w of the saved states back, `J^T w`, and the derivative of that in the
  /// direction of the run, where w changes by `moved`.
  ///
  /// A lane that failed before a save time whose cotangent is not zero has NaN.
  ///
  /// @param run made by [#run]
  /// @param parameters those of that run
  /// @param direction that of that run
  /// @param cotangent w, `[time][component][lane]`
  /// @param moved the derivative of w, in the same layout
  /// @param gradient `J^T w` for the initial state and for each parameter, written
  /// @param product the derivative of `gradient`, written
  public void run(
      LaneRun run,
      double[][] parameters,
      double[][] direction,
      double[] cotangent,
      double[] moved,
      double[][] gradient,
      double[][] product) {
    requireParts("direction", direction);
    requireParts("gradient", gradient);
    requireParts("product", product);
    int lanes = run.solution().lanes();
    int row = dimension * lanes;
    int saves = integrator.saveAt().mostTimes();
    double[] both = new double[2 * saves * row];
    for (int save = 0; save < saves; save++) {
      System.arraycopy(moved, save * row, both, 2 * save * row, row);
      System.arraycopy(cotangent, save * row, both, (2 * save + 1) * row, row);
    }
    double[] initial = new double[2 * row];
    double[][] found =
        Stream.concat(types.stream(), types.stream())
            .map(type -> new double[size(type, lanes)])
            .toArray(double[][]::new);
    adjoint.run(run, withTangents(parameters, direction), both, initial, found);
    System.arraycopy(initial, 0, product[0], 0, row);
    System.arraycopy(initial, row, gradient[0], 0, row);
    for (int p = 0; p < types.size(); p++) {
      System.arraycopy(found[p], 0, product[1 + p], 0, found[p].length);
      System.arraycopy(found[types.size() + p], 0, gradient[1 + p], 0, found[p].length);
    }
  }

  /// The parameters followed by their tangents, as [#integrator] takes them.
  private double[][] withTangents(double[][] parameters, double[][] direction) {
    double[][] all = Arrays.copyOf(parameters, 2 * types.size());
    System.arraycopy(direction, 1, all, types.size(), types.size());
    return all;
  }

  private static double[] join(double[] first, double[] second, int length) {
    double[] both = Arrays.copyOf(first, 2 * length);
    System.arraycopy(second, 0, both, length, length);
    return both;
  }

  private static int size(ValueType type, int lanes) {
    return type.type().size() * (type.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private void requireParts(String what, double[][] parts) {
    if (parts.length != 1 + types.size()) {
      throw new IllegalArgumentException(
          what
              + " has "
              + parts.length
              + " arrays; one for the initial state and one for each of "
              + types.size()
              + " parameters are "
              + (1 + types.size()));
    }
  }
}
