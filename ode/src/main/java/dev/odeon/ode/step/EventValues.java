package dev.odeon.ode.step;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.TracedEvents;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// The functions of k events along one step, as traced expressions for one trajectory.
///
/// Values are vectors `[k]`, signed by the direction of integration: what rises along the
/// integration rises as time grows.
final class EventValues {
  private final TracedEvents events;
  private final Graph interpolant;
  private final Tensor t;
  private final Tensor h;
  private final Tensor y;
  private final List<Tensor> dense;
  private final List<Tensor> p;
  private final Tensor direction;

  /// @param interpolant `(theta, h, y, dense) -> y`
  EventValues(TracedEvents events, Graph interpolant, StepPoint point, List<Tensor> dense) {
    this.events = events;
    this.interpolant = interpolant;
    t = point.t();
    h = point.step();
    y = point.y();
    this.dense = dense;
    p = point.p();
    direction = h.unary(UnaryFunction.SIGN);
  }

  /// +1 forwards, -1 backwards, scalar.
  Tensor direction() {
    return direction;
  }

  /// The state within the step.
  Tensor state(Tensor time) {
    List<Tensor> arguments = new ArrayList<>(List.of(time.minus(t).dividedBy(h), h, y));
    arguments.addAll(dense);
    return time.tracer().call(interpolant, arguments).getFirst();
  }

  /// All values at one time.
  Tensor at(Tensor time) {
    return of(events, time, state(time), p).times(direction);
  }

  /// The value of each event at a time of its own, `[k]`.
  Tensor each(Tensor times) {
    List<Tensor> values = new ArrayList<>();
    for (int i = 0; i < events.count(); i++) {
      Tensor time = times.get(i);
      values.add(scalars(events, time, state(time), p).get(i));
    }
    return Tensor.concatenate(values).times(direction);
  }

  /// The values, not signed, at a state.
  static Tensor of(TracedEvents events, Tensor t, Tensor y, List<Tensor> p) {
    return Tensor.concatenate(scalars(events, t, y, p));
  }

  private static List<Tensor> scalars(TracedEvents events, Tensor t, Tensor y, List<Tensor> p) {
    List<Tensor> arguments = new ArrayList<>(List.of(t, y));
    arguments.addAll(p);
    return t.tracer().call(events.values(), arguments);
  }

  /// A number of each event.
  Tensor constant(ToDoubleFunction<Event> number) {
    double[] numbers = events.events().stream().mapToDouble(number).toArray();
    return t.tracer().constant(Literal.of(TensorType.f64(numbers.length), numbers));
  }

  /// Where an event looks for its function rising.
  Tensor rises() {
    return constant(event -> event.direction().rises() ? 1 : 0).compare(Comparison.NE, 0);
  }

  /// Where an event looks for its function falling.
  Tensor falls() {
    return constant(event -> event.direction().falls() ? 1 : 0).compare(Comparison.NE, 0);
  }
}
