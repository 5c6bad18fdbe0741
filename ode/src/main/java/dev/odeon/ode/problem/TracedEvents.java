package dev.odeon.ode.problem;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Events traced for a field, in the order in which they were declared.
///
/// @param events the events
/// @param values `(t, y, p) -> g`, one scalar of `f64` an event, per lane, computed in the
///   precision of the state
/// @param changes for each event `(t, y, p) -> y`, if it changes the state
public record TracedEvents(List<Event> events, Graph values, List<Optional<Graph>> changes) {
  public TracedEvents {
    events = List.copyOf(events);
    changes = List.copyOf(changes);
  }

  /// Traces `events` for `field`.
  ///
  /// @throws IllegalArgumentException if one is not a scalar, changes the state to another shape,
  ///   or is of another precision than the state
  public static TracedEvents of(FieldGraph field, List<Event> events) {
    TensorType state = field.graph().inputs().get(1).type();
    Graph values = field.companion("events", events.stream().map(Event::function).toList());
    List<Optional<Graph>> changes = new ArrayList<>();
    for (int i = 0; i < events.size(); i++) {
      Event event = events.get(i);
      check(
          event, "its function", values.outputs().get(i).type(), TensorType.scalar(state.dtype()));
      Optional<Graph> change = event.change().map(r -> field.companion("change", List.of(r)));
      change.ifPresent(
          graph -> check(event, "its change", graph.outputs().getFirst().type(), state));
      changes.add(change);
    }
    return new TracedEvents(events, inDouble(values), changes);
  }

  private static Graph inDouble(Graph values) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        values.inputs().stream().map(input -> tracer.input(ValueType.of(input))).toList();
    return tracer.graph(
        values.name(),
        tracer.call(values, inputs).stream().map(value -> value.in(DType.F64)).toList());
  }

  private static void check(Event event, String what, TensorType type, TensorType expected) {
    if (!type.equals(expected)) {
      throw new IllegalArgumentException(
          "event '"
              + event.name()
              + "': "
              + what
              + " has type "
              + type
              + ", needs shape ["
              + expected.shape()
              + "] of "
              + expected.dtype().text());
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
