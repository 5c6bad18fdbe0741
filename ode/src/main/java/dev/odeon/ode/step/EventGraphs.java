package dev.odeon.ode.step;

import static dev.odeon.nn.graph.LogicalFunction.AND;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.TracedEvents;
import java.util.ArrayList;
import java.util.List;

/// The graphs of steps that look out for k events. They are those of [StepGraphs] with the values
/// of the events' functions, a vector `[k]`, at the end of what is carried.
public final class EventGraphs {
  private final StepGraphs steps;
  private final TracedEvents events;
  private final TensorType values;

  /// @param events at least one
  public EventGraphs(StepGraphs steps, TracedEvents events) {
    this.steps = steps;
    this.events = events;
    values = TensorType.f64(events.count());
  }

  /// What attempts under `control` hand on.
  public Carry carry(StepControl control) {
    Carry own = steps.carry(control);
    List<TensorType> types = new ArrayList<>(own.types());
    types.add(values);
    return new Carry(own.work(), own.control(), types);
  }

  /// As [StepGraphs#start], with the values of the events after the rule's memory.
  public Graph start(StepControl control) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        new ArrayList<>(
            List.of(StepGraphs.scalar(tracer), StepGraphs.scalar(tracer), steps.state(tracer)));
    List<Tensor> p = steps.parameters(tracer);
    inputs.addAll(p);
    List<Tensor> outputs = new ArrayList<>(tracer.call(steps.start(control), inputs));
    int place = outputs.size() - 1 - steps.field().guards().size();
    outputs.add(place, EventValues.of(events, inputs.get(0), inputs.get(2), p));
    return steps.finish(tracer, "start", outputs);
  }

  /// As [StepGraphs#attempt] in full detail; it also asks for attention where an event may have
  /// occurred, or its function is NaN.
  public Graph attempt(StepControl control) {
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        new ArrayList<>(
            List.of(
                StepGraphs.scalar(tracer),
                StepGraphs.scalar(tracer),
                tracer.input(TensorType.f64(), Scope.PER_LANE)));
    List<Tensor> carried = StepGraphs.inputs(tracer, steps.carry(control).types());
    Tensor before = tracer.input(values, Scope.PER_LANE);
    List<Tensor> p = steps.parameters(tracer);
    inputs.addAll(carried);
    inputs.addAll(p);
    Graph own = steps.attempt(control, Attempt.Detail.REFINED);
    List<Tensor> outputs = new ArrayList<>(tracer.call(own, inputs));

    int flags = carried.size();
    int dense = flags + Attempt.FLAGS + steps.field().guards().size() + 1;
    Tensor taken = outputs.get(flags + Attempt.TAKEN);
    Tensor t = carried.get(Carry.T);
    Tensor end = outputs.get(Carry.T);
    StepPoint point =
        new StepPoint(t, outputs.get(flags + Attempt.TRIED), carried.get(Carry.Y), List.of(), p);
    EventValues along =
        new EventValues(events, steps.interpolant(), point, outputs.subList(dense, outputs.size()));
    Tensor after = EventValues.of(events, end, outputs.get(Carry.Y), p);
    EventSamples samples =
        EventSamples.between(
            along, t, end, before.times(along.direction()), after.times(along.direction()));
    Tensor notable = taken.logical(AND, EventSamples.any(samples.isNotable(), t));
    Tensor attention = outputs.get(flags + Attempt.ATTENTION);
    Tensor asked = attention.compare(Comparison.EQ, 0).logical(AND, notable);
    outputs.set(flags + Attempt.ATTENTION, asked.select(attention.scalar(1), attention));
    outputs.add(flags, after);
    return steps.finish(tracer, "attempt", outputs);
  }

  /// `(from, to, t, h, fired, g, y, dense, p) -> (found, low, high, broken)`, see [EventLocation]:
  /// where each event first occurs between `from` and `to`, within the step of size `h` from `t`.
  public Graph location() {
    Tracer tracer = new Tracer();
    Tensor from = StepGraphs.scalar(tracer);
    Tensor to = StepGraphs.scalar(tracer);
    Tensor t = StepGraphs.scalar(tracer);
    Tensor h = StepGraphs.scalar(tracer);
    Tensor fired = tracer.input(values, Scope.PER_LANE);
    Tensor start = tracer.input(values, Scope.PER_LANE);
    Tensor y = steps.state(tracer);
    List<Tensor> dense = StepGraphs.inputs(tracer, steps.interpolated());
    StepPoint point = new StepPoint(t, h, y, List.of(), steps.parameters(tracer));
    EventLocation location = new EventLocation(events, steps.interpolant(), point, dense);
    return steps.finish(tracer, "location", location.trace(from, to, fired, start));
  }

  /// `(time, t, h, y, dense, p) -> (y, g)`: state and values of the events within a step.
  public Graph inside() {
    Tracer tracer = new Tracer();
    Tensor time = StepGraphs.scalar(tracer);
    Tensor t = StepGraphs.scalar(tracer);
    Tensor h = StepGraphs.scalar(tracer);
    Tensor y = steps.state(tracer);
    List<Tensor> dense = StepGraphs.inputs(tracer, steps.interpolated());
    List<Tensor> p = steps.parameters(tracer);
    StepPoint point = new StepPoint(t, h, y, List.of(), p);
    Tensor state = new EventValues(events, steps.interpolant(), point, dense).state(time);
    return steps.finish(tracer, "inside", List.of(state, EventValues.of(events, time, state, p)));
  }
}
