package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.solution.Solution;
import java.util.List;
import java.util.Optional;
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
    return solve(problem, method, control, saveAt, backend, threads, Limits.DEFAULT);
  }

  /// Integrates all trajectories of `problem`.
  ///
  /// Events occur as on lanes, but for several at one time, whose order is that of Hipparchus, and
  /// but for events that touch zero without passing it.
  ///
  /// @param backend where the field runs
  /// @param threads most threads to use, at least 1
  /// @param limits when to give up
  /// @throws IllegalArgumentException if `control` does not suit `method`, or a save time lies
  ///   outside the span
  public static Solution solve(
      OdeProblem problem,
      HipparchusMethod method,
      StepControl control,
      SaveAt saveAt,
      Backend backend,
      int threads,
      Limits limits) {
    method.check(control);
    if (problem.field().mass().isPresent()) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' does not take the "
              + problem.field().mass().orElseThrow()
              + ", as no method of Hipparchus does; use rodas5p, rodas4, kvaerno5, radau5 or bdf");
    }
    if (problem.field().diffusion().isPresent()) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' integrates dy/dt = f, but field '"
              + problem.field().graph().name()
              + "' has noise; Hipparchus has no method for it, see StochasticMethod");
    }
    control.checkDimension(problem.field().dimension());
    saveAt.checkWithin(problem.span());
    saveAt.checkLanes(problem.lanes());
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
    FieldGraph field = problem.field();
    int dimension = field.dimension();
    int lanes = problem.lanes();
    double[] initial = problem.initial();
    double[][] parameters = problem.parameters().toArray(double[][]::new);
    TracedEvents events = TracedEvents.of(field, problem.events());
    Optional<Graph> observed =
        saveAt.observed().map(quantity -> field.companion("observed", List.of(quantity)));
    int kept = observed.map(graph -> graph.outputs().getFirst().type().size()).orElse(dimension);
    Patience patience = Patience.from(limits);
    HipparchusRun run = new HipparchusRun(problem.span(), saveAt, kept, lanes);
    Blocks.forEach(
        lanes,
        threads,
        () -> {
          Executable derivative = backend.compile(field.graph());
          Optional<Executable> quantity = observed.map(backend::compile);
          return lane -> {
            double[][] mine =
                LaneArrays.parameters(field.parameterTypes(), parameters, lanes, lane, 1);
            double[] y = new double[dimension];
            LaneArrays.gather(initial, dimension, lanes, lane, 1, y);
            TimeSpan span = TimeSpan.of(problem.span().start(), problem.end(lane));
            Saves saves =
                new Saves(
                    saveAt,
                    lane,
                    span.start(),
                    span.end(),
                    run.rows(lane),
                    quantity(quantity, kept, mine));
            Optional<TrajectoryEvents> watched =
                events.isEmpty()
                    ? Optional.empty()
                    : Optional.of(new TrajectoryEvents(events, span, limits, mine, backend));
            GuardedField guarded =
                new GuardedField(
                    new GraphEquation(derivative, dimension, field.guards(), mine), dimension);
            Trajectory trajectory =
                new Trajectory(
                    guarded, span, y, method, control, saves, problem.stops(), watched, patience);
            run.solve(lane, y, trajectory, saves, watched);
          };
        });
    return run.solution();
  }

  private static Saves.Quantity quantity(
      Optional<Executable> observed, int size, double[][] parameters) {
    return observed
        .<Saves.Quantity>map(
            graph ->
                (t, y) -> {
                  double[][] in = new double[2 + parameters.length][];
                  in[0] = new double[] {t};
                  in[1] = y;
                  System.arraycopy(parameters, 0, in, 2, parameters.length);
                  double[] values = new double[size];
                  graph.run(in, new double[][] {values}, 1);
                  return values;
                })
        .orElse((t, y) -> y);
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
    if (saveAt.observed().isPresent()) {
      throw new IllegalArgumentException("observed quantities need a traced field, not " + saveAt);
    }
    saveAt.checkLanes(1);
    HipparchusRun run = new HipparchusRun(span, saveAt, dimension, 1);
    Saves saves = new Saves(saveAt, 0, span.start(), span.end(), run.rows(0), (t, y) -> y);
    Trajectory trajectory =
        new Trajectory(
            new GuardedField(equation, dimension),
            span,
            initial,
            method,
            control,
            saves,
            Stops.NONE,
            Optional.empty(),
            Patience.from(Limits.DEFAULT));
    run.solve(0, initial, trajectory, saves, Optional.empty());
    return run.solution();
  }
}
