package dev.odeon.adjoint;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.Device;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;

/// How a solve inside a model is done, whatever its field.
///
/// @param method the method
/// @param control its step sizes
/// @param span the interval of integration
/// @param saveAt the times of the result's rows
/// @param sensitivity how it is differentiated in reverse
/// @param backend where its graphs run
/// @param threads most threads it may use, at least 1
/// @param events what may change or end a trajectory; they may read the field's parameters
/// @param stops times at which the field is known to jump
/// @param device where batches are solved and differentiated; what it cannot do the processor does,
///   with the same numbers
public record SolvePlan(
    LaneMethod method,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    Sensitivity sensitivity,
    Backend backend,
    int threads,
    List<Event> events,
    Stops stops,
    Device device) {
  public SolvePlan {
    events = List.copyOf(events);
    saveAt.checkWithin(span);
    if (sensitivity.isOfSteps() && !method.isReversible()) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' has no sensitivity "
              + sensitivity.getClass().getSimpleName()
              + ": what a step computes depends on more than its beginning and size; take Gauss,"
              + " Interpolating or Quadrature");
    }
    if (!sensitivity.isOfSteps() && method instanceof StochasticMethod) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' has no sensitivity "
              + sensitivity.getClass().getSimpleName()
              + ": a path with noise has no adjoint equation of this kind; take Discrete or Forward");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads " + threads + " is below 1");
    }
  }

  /// One thread, the preferred backend, the discrete adjoint, or [Sensitivity.Gauss] for a method
  /// whose steps cannot be differentiated.
  public static SolvePlan of(LaneMethod method, StepControl control, TimeSpan span, SaveAt saveAt) {
    Sensitivity sensitivity =
        method.isReversible() ? new Sensitivity.Discrete() : new Sensitivity.Gauss();
    return new SolvePlan(
        method,
        control,
        span,
        saveAt,
        sensitivity,
        Backends.preferred(),
        1,
        List.of(),
        Stops.NONE,
        Device.cpu());
  }

  /// With another sensitivity.
  public SolvePlan with(Sensitivity other) {
    return new SolvePlan(
        method, control, span, saveAt, other, backend, threads, events, stops, device);
  }

  /// With other step sizes.
  public SolvePlan with(StepControl other) {
    return new SolvePlan(
        method, other, span, saveAt, sensitivity, backend, threads, events, stops, device);
  }

  /// With another limit of threads.
  public SolvePlan onThreads(int most) {
    return new SolvePlan(
        method, control, span, saveAt, sensitivity, backend, most, events, stops, device);
  }

  /// On a device.
  public SolvePlan on(Device place) {
    return new SolvePlan(
        method, control, span, saveAt, sensitivity, backend, threads, events, stops, place);
  }

  /// With other save times.
  public SolvePlan savingAt(SaveAt times) {
    return new SolvePlan(
        method, control, span, times, sensitivity, backend, threads, events, stops, device);
  }

  /// With these events, in this order where several occur at one time.
  public SolvePlan withEvents(Event... declared) {
    return new SolvePlan(
        method,
        control,
        span,
        saveAt,
        sensitivity,
        backend,
        threads,
        List.of(declared),
        stops,
        device);
  }

  /// With times at which the field is known to jump.
  public SolvePlan withStops(double... times) {
    return withStops(Stops.at(times));
  }

  /// With times at which the field is known to jump.
  public SolvePlan withStops(Stops known) {
    return new SolvePlan(
        method, control, span, saveAt, sensitivity, backend, threads, events, known, device);
  }

  /// With these times at which the field is known to jump, too.
  public SolvePlan withFurtherStops(Stops more) {
    return withStops(stops.and(more));
  }

  /// What integrates `field`.
  LaneIntegrator integrator(FieldGraph field) {
    LaneIntegrator here = new LaneIntegrator(of(field), backend, threads);
    return device instanceof Device.Cpu ? here : here.on(device);
  }

  /// How `field` is integrated.
  LanePlan of(FieldGraph field) {
    SaveAt kept = sensitivity.needsDense() ? saveAt.withDense() : saveAt;
    return new LanePlan(field, method, control, span, kept).withEvents(events).withStops(stops);
  }
}
