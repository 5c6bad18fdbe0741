package dev.odeon.ode.hipparchus;

import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import java.util.Optional;
import org.hipparchus.exception.LocalizedCoreFormats;
import org.hipparchus.exception.MathRuntimeException;
import org.hipparchus.ode.AbstractIntegrator;
import org.hipparchus.ode.LocalizedODEFormats;
import org.hipparchus.ode.ODEState;
import org.jspecify.annotations.Nullable;

/// The integration of one trajectory.
///
/// Hipparchus gives up at the first value that is not finite. Here a fresh integrator then starts
/// from the last accepted state with a shorter step, until time cannot resolve it.
final class Trajectory {
  private static final double SHRINK = 0.2;

  /// Order for the first step where the order of the method varies.
  private static final int TYPICAL_ORDER = 7;

  private final GuardedField field;
  private final TimeSpan span;
  private final HipparchusMethod method;
  private final StepControl control;
  private final Saves saves;
  private final Stops stops;
  private final Optional<TrajectoryEvents> events;
  private final Patience patience;
  private final Progress progress;
  private double end;

  /// @param span from the start to the end of this trajectory
  Trajectory(
      GuardedField field,
      TimeSpan span,
      double[] initial,
      HipparchusMethod method,
      StepControl control,
      Saves saves,
      Stops stops,
      Optional<TrajectoryEvents> events,
      Patience patience) {
    this.field = field;
    this.span = span;
    this.method = method;
    this.control = control;
    this.saves = saves;
    this.stops = stops;
    this.events = events;
    this.patience = patience;
    end = span.end();
    progress = new Progress(saves, span.start(), end, method.resolution(), initial);
  }

  /// What it cost so far.
  SolveStats stats() {
    long rejected = Math.max(0, progress.attempts() - progress.accepted());
    return new SolveStats(field.evaluations(), progress.accepted(), rejected);
  }

  /// Integrates to the end or to a failure.
  Outcome run() {
    saves.saveStart(progress.y());
    if (span.length() == 0) {
      return new Outcome.Success();
    }
    if (Thread.currentThread().isInterrupted()) {
      return new Outcome.Cancelled(span.start());
    }
    Outcome outcome = toTheEnd();
    saves.last(progress.t(), progress.y());
    return outcome;
  }

  private Outcome toTheEnd() {
    try {
      field.init(span.start(), progress.y(), span.end());
      double before = span.start();
      progress.pass(before, stops.beside(before, span.end()));
      for (double stop : stops.between(span.start(), span.end())) {
        double margin = Math.copySign(Stops.margin(before, stop), span.length());
        advance(stop - margin);
        progress.pass(stop, stop + margin);
        before = stop;
      }
      advance(stops.beside(span.end(), span.start()));
      progress.pass(span.end(), span.end());
      return new Outcome.Success();
    } catch (Stop stop) {
      return stop.outcome();
    } catch (NonFiniteValue e) {
      return new Outcome.NonFinite(progress.t(), e.component());
    }
  }

  /// Integrates on to `target`, by as many integrators as it takes.
  private void advance(double target) {
    end = target;
    progress.setEnd(target);
    double step = firstStep();
    while (true) {
      long accepted = progress.accepted();
      Failure failure = integrate(step);
      if (failure == null) {
        return;
      }
      // A starter's steps grow, and come to nothing if one of them fails.
      double failed = Math.abs(failure.step());
      step = shorter(failure, progress.accepted() > accepted ? failed : Math.min(failed, step));
    }
  }

  private double firstStep() {
    return switch (control) {
      // A little longer than needed, lest rounding errors leave a sliver for one step more.
      case StepControl.Fixed(long steps) -> Math.abs(span.length()) / steps + timeUnit();
      case StepControl.Adaptive adaptive ->
          adaptive.initialStep().isPresent()
              ? Math.min(adaptive.initialStep().getAsDouble(), Math.abs(progress.left()))
              : within(adaptive, guess(adaptive));
    };
  }

  private double guess(StepControl.Adaptive adaptive) {
    int order = method.order() == 0 ? TYPICAL_ORDER : method.order();
    return new InitialStep(field, adaptive.tolerances(), order)
        .of(progress.t(), progress.y(), progress.left());
  }

  private static double within(StepControl.Adaptive adaptive, double step) {
    return Math.min(Math.max(step, adaptive.minStep()), adaptive.maxStep());
  }

  /// A step that led to a value that is not finite.
  ///
  /// @param component the first such component; negative if unknown
  /// @param step size of the step; NaN if it failed where it began
  private record Failure(int component, double step) {}

  /// Integrates on from the last accepted state; the failure, if any.
  private @Nullable Failure integrate(double step) {
    double t = progress.t();
    double left = progress.left();
    progress.setOrigin(isTiny(left) ? t : 0);
    AbstractIntegrator integrator = method.integrator(control, step, Math.abs(left));
    WatchedEquation equation =
        new WatchedEquation(field, progress, integrator, mostAttempts(), patience);
    integrator.addStepHandler(progress);
    events.ifPresent(all -> all.addTo(integrator, progress));
    ODEState start = new ODEState(t - progress.origin(), progress.y());
    try {
      integrator.integrate(equation, start, end - progress.origin());
      return null;
    } catch (NonFiniteValue e) {
      return new Failure(e.component(), equation.step());
    } catch (MathRuntimeException e) {
      return judge(e, equation);
    }
  }

  /// Hipparchus refuses intervals below 1000 units in the last place of time: for such its time 0
  /// is moved to their start.
  private boolean isTiny(double length) {
    return Math.abs(length) < 4000 * Math.max(Math.ulp(progress.t()), Math.ulp(end));
  }

  /// The largest unit in the last place of the integrator's time over the span.
  private double timeUnit() {
    return isTiny(span.length())
        ? Math.ulp(span.length())
        : Math.max(Math.ulp(span.start()), Math.ulp(span.end()));
  }

  private long mostAttempts() {
    return switch (control) {
      // Rounding errors may cost a step more than asked for.
      case StepControl.Fixed(long steps) ->
          steps
              + 2
              + 2L * stops.count()
              + events.map(all -> (long) all.occurrences().size()).orElse(0L);
      case StepControl.Adaptive adaptive -> adaptive.maxSteps();
    };
  }

  private Failure judge(MathRuntimeException e, WatchedEquation equation) {
    double step = equation.step();
    if (e.getSpecifier() == LocalizedODEFormats.NAN_APPEARING_DURING_INTEGRATION) {
      return new Failure(-1, step);
    }
    if (e.getSpecifier() == LocalizedODEFormats.MINIMAL_STEPSIZE_REACHED_DURING_INTEGRATION) {
      throw new Stop(underflow(refused(e, step)));
    }
    if (e.getSpecifier() == LocalizedCoreFormats.MAX_COUNT_EXCEEDED) {
      throw new Stop(new Outcome.MaxSteps(progress.attempts(), progress.t(), step));
    }
    throw new Stop(
        new Outcome.FieldFailed(progress.t(), "Hipparchus could not go on: " + e.getMessage()));
  }

  /// The size that Hipparchus found too small, signed like `step`.
  private static double refused(MathRuntimeException e, double step) {
    Object[] parts = e.getParts();
    return parts.length > 0 && parts[0] instanceof Double size ? Math.copySign(size, step) : step;
  }

  private Outcome underflow(double step) {
    return new Outcome.StepUnderflow(progress.t(), step, control.minStep());
  }

  /// The step to try instead of one of size `failed`.
  private double shorter(Failure failure, double failed) {
    double step = SHRINK * failed;
    if (control instanceof StepControl.Adaptive
        && !progress.isBelowResolution(step)
        && step >= control.minStep()) {
      return step;
    }
    throw failure.component() >= 0
        ? new NonFiniteValue(failure.component())
        : new Stop(underflow(failure.step()));
  }
}
