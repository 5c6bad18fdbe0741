package dev.odeon.ode.hipparchus;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.lanes.EventTally;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.solution.Occurrence;
import dev.odeon.ode.solution.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hipparchus.analysis.UnivariateFunction;
import org.hipparchus.analysis.solvers.BracketedUnivariateSolver;
import org.hipparchus.analysis.solvers.BracketingNthOrderBrentSolver;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.ODEState;
import org.hipparchus.ode.ODEStateAndDerivative;
import org.hipparchus.ode.events.Action;
import org.hipparchus.ode.events.AdaptableInterval;
import org.hipparchus.ode.events.ODEEventDetector;
import org.hipparchus.ode.events.ODEEventHandler;

/// The events of one trajectory as Hipparchus's detectors and handlers.
final class TrajectoryEvents {
  private static final int MOST_ITERATIONS = 1000;
  private static final int SOLVER_ORDER = 5;
  private static final double LEAST_LOOK = 50;

  private final TracedEvents events;
  private final double[][] parameters;
  private final Executable values;
  private final List<Optional<Executable>> changes = new ArrayList<>();
  private final EventTally tally;
  private final double resolution;
  private final List<Occurrence> occurrences = new ArrayList<>();

  TrajectoryEvents(
      TracedEvents events, TimeSpan span, Limits limits, double[][] parameters, Backend backend) {
    this.events = events;
    this.parameters = parameters;
    values = backend.compile(events.values());
    events.changes().forEach(graph -> changes.add(graph.map(backend::compile)));
    tally = new EventTally(events.events(), span, limits, 1);
    resolution = 2 * Math.max(Math.ulp(span.start()), Math.ulp(span.end()));
  }

  List<Occurrence> occurrences() {
    return occurrences;
  }

  /// Lets `integrator` look out for them.
  void addTo(AbstractIntegrator integrator, Progress progress) {
    for (int i = 0; i < events.count(); i++) {
      integrator.addEventDetector(new Detector(i, integrator, progress));
    }
  }

  private double[][] inputs(double t, double[] y) {
    double[][] in = new double[2 + parameters.length][];
    in[0] = new double[] {t};
    in[1] = y;
    System.arraycopy(parameters, 0, in, 2, parameters.length);
    return in;
  }

  private double value(int event, double t, double[] y) {
    double[][] out = new double[events.count()][1];
    values.run(inputs(t, y), out, 1);
    if (Double.isNaN(out[event][0])) {
      throw failed(event, t);
    }
    return out[event][0];
  }

  private double[] change(int event, Executable change, double t, double[] y) {
    double[] after = new double[y.length];
    change.run(inputs(t, y), new double[][] {after}, 1);
    for (double component : after) {
      if (!Double.isFinite(component)) {
        throw failed(event, t);
      }
    }
    return after;
  }

  private Stop failed(int event, double t) {
    return new Stop(new Outcome.EventFailed(t, events.events().get(event).name()));
  }

  /// One event.
  private final class Detector implements ODEEventDetector, ODEEventHandler {
    private final int index;
    private final Event event;
    private final AbstractIntegrator integrator;
    private final Progress progress;
    private final BracketingNthOrderBrentSolver solver;
    private double last = Double.NaN;

    Detector(int index, AbstractIntegrator integrator, Progress progress) {
      this.index = index;
      this.integrator = integrator;
      this.progress = progress;
      event = events.events().get(index);
      solver =
          new BracketingNthOrderBrentSolver(
              0, Math.max(event.tolerance(), resolution), 0, SOLVER_ORDER);
    }

    @Override
    public AdaptableInterval getMaxCheckInterval() {
      return (state, isForward) -> {
        double step = Math.abs(integrator.getCurrentSignedStepsize());
        double points = step > 0 ? step / (Event.INTERIOR + 1) : Double.POSITIVE_INFINITY;
        // After an occurrence the next may be near: each look goes twice as far as the one before.
        double since = Math.abs(time(state) - last);
        return since < points ? Math.max(since, LEAST_LOOK * resolution) : points;
      };
    }

    @Override
    public int getMaxIterationCount() {
      return MOST_ITERATIONS;
    }

    @Override
    public BracketedUnivariateSolver<UnivariateFunction> getSolver() {
      return solver;
    }

    @Override
    public ODEEventHandler getHandler() {
      return this;
    }

    @Override
    public double g(ODEStateAndDerivative state) {
      return value(index, time(state), state.getPrimaryState());
    }

    private double time(ODEStateAndDerivative state) {
      return progress.origin() + state.getTime();
    }

    @Override
    public Action eventOccurred(
        ODEStateAndDerivative state, ODEEventDetector detector, boolean increasing) {
      boolean counts = increasing ? event.direction().rises() : event.direction().falls();
      if (!counts) {
        return Action.CONTINUE;
      }
      double t = time(state);
      last = t;
      boolean[] occurs = new boolean[events.count()];
      occurs[index] = true;
      Outcome chatter = tally.meet(0, t, occurs);
      if (chatter != null) {
        throw new Stop(chatter);
      }
      double[] before = state.getPrimaryState();
      double[] after =
          changes.get(index).map(change -> change(index, change, t, before)).orElse(before);
      occurrences.add(new Occurrence(index, t, before, after));
      boolean isLast = event.endsAt(tally.count(0, index));
      if (changes.get(index).isPresent()) {
        progress.cut(after);
      } else if (isLast) {
        progress.countStep();
      }
      if (isLast) {
        throw new Stop(new Outcome.EventStop(t, event.name()));
      }
      return changes.get(index).isPresent() ? Action.RESET_STATE : Action.CONTINUE;
    }

    @Override
    public ODEState resetState(ODEEventDetector detector, ODEStateAndDerivative state) {
      return new ODEState(state.getTime(), progress.y());
    }
  }
}
