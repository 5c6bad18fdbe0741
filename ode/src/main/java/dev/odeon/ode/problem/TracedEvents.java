package dev.odeon.ode.problem;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Events traced for a field, in the order in which they were declared.
///
/// @param events the events
/// @param values `(t, y, p) -> g`, one scalar an event, per lane
/// @param changes for each event `(t, y, p) -> y`, if it changes the state
public record TracedEvents(List<Event> events, Graph values, List<Optional<Graph>> changes) {
  public TracedEvents {
    events = List.copyOf(events);
    changes = List.copyOf(changes);
  }

  /// Traces `events` for `field`.
  ///
  /// @throws IllegalArgumentException if one is not a scalar of `f64`, or changes the state to
  ///   another shape
  public static TracedEvents of(FieldGraph field, List<Event> events) {
    TensorType state = field.graph().inputs().get(1).type();
    if (!events.isEmpty() && state.dtype() != DType.F64) {
      throw new IllegalArgumentException(
          "event '" + events.getFirst().name() + "' needs a field of f64, not of " + state.dtype());
    }
    Graph values = field.companion("events", events.stream().map(Event::function).toList());
    List<Optional<Graph>> changes = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      check(event, "its function", values.outputs().get(i).type(), Shape.SCALAR);
      Optional<Graph> change = event.change().map(r -> field.companion("change", List.of(r)));
      change.ifPresent(
          graph -> check(event, "its change", graph.outputs().getFirst().type(), state.shape()));
      changes.add(change);
    }
    return new TracedEvents(events, values, changes);
  }

  private static void check(Event event, String what, TensorType type, Shape expected) {
    if (!type.shape().equals(expected) || type.dtype() != DType.F64) {
      throw new IllegalArgumentException(
          "event '"
              + event.name()
              + "': "
              + what
              + " has type "
              + type
              + ", needs shape ["
              + expected
              + "] of f64");
    }
  }

  /// Number of events.
  public int count() {
    return events.size();
  }

  /// Whether there is none.
  public boolean isEmpty() {
    return events.isEmpty();
  }
}
