package dev.odeon.ode.lanes;

import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.StochasticMethod;
import dev.odeon.ode.problem.BrownianMotion;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;

/// What is integrated how, and what may happen on the way.
///
/// @param events in the order in which they occur where several do at one time
/// @param stops times at which the field is known to jump
/// @param limits when to give up
public record LanePlan(
    FieldGraph field,
    LaneMethod method,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    List<Event> events,
    Stops stops,
    Limits limits) {
  /// Checks that all fits together.
  ///
  /// @throws IllegalArgumentException if a save time lies outside the span, the method has no error
  ///   estimate to adapt its steps by, the span of a stochastic method runs backwards or exceeds
  ///   that of the noise's path, or tolerances or norm do not fit the dimension or the precision
  public LanePlan {
    events = List.copyOf(events);
    saveAt.checkWithin(span);
    if (control instanceof StepControl.Adaptive && !method.hasErrorEstimate()) {
      throw new IllegalArgumentException(
          "method '" + method.name() + "' has no error estimate: give a number of fixed steps");
    }
    if (method instanceof StochasticMethod && span.end() < span.start()) {
      throw new IllegalArgumentException(
          "method '"
              + method.name()
              + "' runs forwards in time, the span is from "
              + span.start()
              + " to "
              + span.end());
    }
    field.diffusion().ifPresent(diffusion -> checkPath(diffusion.motion(), span));
    control.checkDimension(field.dimension());
    if (control instanceof StepControl.Adaptive adaptive) {
      adaptive.tolerances().checkPrecision(field.dtype());
    }
  }

  private static void checkPath(BrownianMotion motion, TimeSpan span) {
    if (motion instanceof BrownianMotion.Tree tree
        && !(tree.span().contains(span.start()) && tree.span().contains(span.end()))) {
      throw new IllegalArgumentException(
          "the path of the noise is known from "
              + tree.span().start()
              + " to "
              + tree.span().end()
              + " only, the span is from "
              + span.start()
              + " to "
              + span.end());
    }
  }

  /// Without events, stops, or limits but those of `control`.
  public LanePlan(
      FieldGraph field, LaneMethod method, StepControl control, TimeSpan span, SaveAt saveAt) {
    this(field, method, control, span, saveAt, List.of(), Stops.NONE, Limits.DEFAULT);
  }

  /// Whether steps may be ended from outside: by events, or at stops.
  public boolean hasBreaks() {
    return !events.isEmpty() || stops.count() > 0;
  }

  /// The same with these events.
  public LanePlan withEvents(Event... declared) {
    return withEvents(List.of(declared));
  }

  /// The same with these events.
  public LanePlan withEvents(List<Event> declared) {
    return new LanePlan(field, method, control, span, saveAt, declared, stops, limits);
  }

  /// The same with these stops.
  public LanePlan withStops(Stops known) {
    return new LanePlan(field, method, control, span, saveAt, events, known, limits);
  }

  /// The same with these limits.
  public LanePlan withLimits(Limits own) {
    return new LanePlan(field, method, control, span, saveAt, events, stops, own);
  }
}
