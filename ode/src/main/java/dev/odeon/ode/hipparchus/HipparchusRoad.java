package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.Solution;
import dev.odeon.ode.solution.SolveStats;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.ode.OrdinaryDifferentialEquation;

/// Integrates by Hipparchus's own integrators, one trajectory after the other.
///
/// States at save times come from the integrator's interpolant, at the accuracy of the method; the
/// state at the end is the integrator's own. Every failure is an [Outcome] with the states up to
/// it; no exception of Hipparchus or of the field leaves `solve`. Tolerances, initialStep, maxStep
/// and maxSteps mean what they mean on lanes; minStep too, but a proposed step below it ends the
/// trajectory before it is tried. The norm is the root mean square. Of the controller, Runge-Kutta
/// pairs take safety, minFactor and maxFactor, and the exponent of the error stays Hipparchus's.
/// Steps that a multistep method takes to start count as rejected.
public final class HipparchusRoad {
  private HipparchusRoad() {}

  /// Integrates all trajectories of `problem` on the preferred backend, on this thread.
  public static Solution solve(
      OdeProblem problem, HipparchusMethod method, StepControl control, SaveAt saveAt) {
    return solve(problem, method, control, saveAt, Backends.preferred(), 1);
  }

  /// Integrates all trajectories of `problem`.
  ///
  /// @param backend where the field runs
  /// @param threads most threads to use, at least 1
  /// @throws IllegalArgumentException if `control` does not suit `method`, or a save time lies
  ///   outside the span
  public static Solution solve(
      OdeProblem problem,
      HipparchusMethod method,
      StepControl control,
      SaveAt saveAt,
      Backend backend,
      int threads) {
    method.check(control);
    control.checkDimension(problem.field().dimension());
    saveAt.checkWithin(problem.span());
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
    FieldGraph field = problem.field();
    int dimension = field.dimension();
    int lanes = problem.lanes();
    double[] initial = problem.initial();
    double[][] parameters = problem.parameters().toArray(double[][]::new);
    Run run = new Run(problem.span(), method, control, saveAt, dimension, lanes);
    Blocks.forEach(
        lanes,
        threads,
        () -> {
          Executable derivative = backend.compile(field.graph());
          return lane -> {
            double[][] mine =
                LaneArrays.parameters(field.parameterTypes(), parameters, lanes, lane, 1);
            double[] y = new double[dimension];
            LaneArrays.gather(initial, dimension, lanes, lane, 1, y);
            run.solve(lane, new GraphEquation(derivative, dimension, field.guards(), mine), y);
          };
        });
    return run.solution();
  }

  /// Integrates a user's own equation as it is.
  ///
  /// The equation sees copies of the state only; what it does with them, or later with the array
  /// that it returned, changes nothing.
  ///
  /// @param initial the state at the start
  /// @throws IllegalArgumentException if `initial` does not fit the equation or is not finite,
  ///   `control` does not suit `method`, or a save time lies outside the span
  public static Solution solve(
      OrdinaryDifferentialEquation equation,
      TimeSpan span,
      double[] initial,
      HipparchusMethod method,
      StepControl control,
      SaveAt saveAt) {
    method.check(control);
    saveAt.checkWithin(span);
    int dimension = equation.getDimension();
    if (dimension < 1) {
      throw new IllegalArgumentException("dimension " + dimension + " of the equation is below 1");
    }
    control.checkDimension(dimension);
    if (initial.length != dimension) {
      throw new IllegalArgumentException(
          "initial state has "
              + initial.length
              + " elements, the equation has dimension "
              + dimension);
    }
    for (int i = 0; i < dimension; i++) {
      if (!Double.isFinite(initial[i])) {
        throw new IllegalArgumentException(
            "initial state element " + i + " is " + initial[i] + ", not finite");
      }
    }
    Run run = new Run(span, method, control, saveAt, dimension, 1);
    run.solve(0, equation, initial);
    return run.solution();
  }

  /// The results of all trajectories, filled one by one.
  private static final class Run {
    private final TimeSpan span;
    private final HipparchusMethod method;
    private final StepControl control;
    private final SaveAt saveAt;
    private final int dimension;
    private final double[] states;
    private final Outcome[] outcomes;
    private final SolveStats[] stats;

    Run(
        TimeSpan span,
        HipparchusMethod method,
        StepControl control,
        SaveAt saveAt,
        int dimension,
        int lanes) {
      this.span = span;
      this.method = method;
      this.control = control;
      this.saveAt = saveAt;
      this.dimension = dimension;
      states = new double[Math.multiplyExact(Math.multiplyExact(saveAt.count(), dimension), lanes)];
      Arrays.fill(states, Double.NaN);
      outcomes = new Outcome[lanes];
      stats = new SolveStats[lanes];
    }

    void solve(int lane, OrdinaryDifferentialEquation equation, double[] initial) {
      GuardedField field = new GuardedField(equation, dimension);
      Saves saves = new Saves(saveAt, span, states, outcomes.length, lane);
      Trajectory trajectory = new Trajectory(field, span, initial, method, control, saves);
      outcomes[lane] = trajectory.run();
      stats[lane] = trajectory.stats();
    }

    Solution solution() {
      return new Solution(saveAt, dimension, states, List.of(outcomes), List.of(stats));
    }
  }
}
