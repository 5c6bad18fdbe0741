package dev.odeon.adjoint;

import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TracedEvents;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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
/// step sizes are constants. Events are passed by [CurvedJump], exact to second order for the
/// trajectory: there it is symmetric as well as the tolerances resolve it. A. Griewank, A. Walther, Evaluating Derivatives, 2nd ed., section 5.1,
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
  /// @throws IllegalArgumentException if these cannot be differentiated
  public ForwardOverReverse(LaneIntegrator integrator) {
    integrator.checkDifferentiable();
    dimension = integrator.steps().field().dimension();
    types = integrator.steps().field().parameterTypes();
    List<Optional<EventJump>> jumps = EventJump.withTangents(integrator);
    this.integrator = integrator.withTangent(withTangents(integrator, jumps));
    adjoint = new DiscreteAdjoint(this.integrator, jumps);
  }

  /// Events that look at the state only, and change its tangent with it.
  private static TracedEvents withTangents(
      LaneIntegrator integrator, List<Optional<EventJump>> jumps) {
    TracedEvents own = integrator.events();
    FieldGraph field = integrator.steps().field();
    Tracer tracer = new Tracer();
    List<Tensor> arguments = new ArrayList<>();
    arguments.add(tracer.input(TensorType.f64(), Scope.PER_LANE));
    Tensor both = tracer.input(TensorType.f64(2 * field.dimension()), Scope.PER_LANE);
    arguments.add(both.slice(0, field.dimension()));
    field.parameterTypes().forEach(type -> arguments.add(tracer.input(type)));
    field.parameterTypes().forEach(tracer::input);
    Graph values = tracer.graph("events", tracer.call(own.values(), arguments));
    List<Optional<Graph>> changes = new ArrayList<>();
    for (int i = 0; i < own.count(); i++) {
      Optional<EventJump> jump = jumps.get(i);
      changes.add(own.changes().get(i).flatMap(_ -> jump).map(EventJump::change));
    }
    return new TracedEvents(own.events(), Pipeline.standard().apply(values), changes);
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
    double[][] of = {cotangent};
    run(run, parameters, direction, of, new double[][] {moved}, gradient, product);
  }

  /// The same with cotangents of the ends of the trajectories, see [LaneRun#ends].
  ///
  /// @param cotangents of the saved states, `[time][component][lane]`, of the states at the ends,
  ///   `[component][lane]`, and of the times of the ends, `[lane]`; or the first only
  /// @param moved their derivatives, in the same layouts
  public void run(
      LaneRun run,
      double[][] parameters,
      double[][] direction,
      double[][] cotangents,
      double[][] moved,
      double[][] gradient,
      double[][] product) {
    requireParts("direction", direction);
    requireParts("gradient", gradient);
    requireParts("product", product);
    int lanes = run.solution().lanes();
    int row = dimension * lanes;
    int saves = integrator.saveAt().mostTimes();
    double[][] both = new double[cotangents.length == 1 ? 1 : 4][];
    both[0] = new double[2 * saves * row];
    for (int save = 0; save < saves; save++) {
      System.arraycopy(moved[0], save * row, both[0], 2 * save * row, row);
      System.arraycopy(cotangents[0], save * row, both[0], (2 * save + 1) * row, row);
    }
    if (both.length > 1) {
      both[1] = join(moved[1], cotangents[1], row);
      both[2] = moved[2];
      both[3] = cotangents[2];
    }
    double[] initial = new double[2 * row];
    double[][] found =
        integrator.steps().field().parameterTypes().stream()
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
