package dev.odeon.adjoint;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// An [EventJump] whose second derivatives are exact as well.
///
/// A changed trajectory is followed by two terms, `phi(y, delta) = y + f delta + (f_t + f_y f)
/// delta^2 / 2`; the time of the event solves `g(t + delta, phi(y, delta), p) = g(t, y, p)` of the
/// recorded state, by two corrections with the rate of g there, each of which makes one more
/// derivative exact; and after the change it goes back by phi along the new field.
///
/// @param graph `(t, y, p) -> (y+ of a trajectory that goes on, state where one ends, its time)`
record CurvedJump(Graph graph) {
  /// The jump at event `index`.
  static CurvedJump of(StepGraphs steps, TracedEvents events, int index) {
    Graph slope = steps.slope();
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        steps.field().graph().inputs().stream()
            .map(input -> tracer.input(ValueType.of(input)))
            .toList();
    Tensor t = inputs.get(0);
    Path along = Path.of(slope, inputs);
    Graph rates = ForwardMode.jvp(events.values(), List.of(0, 1));
    List<Tensor> moving = new ArrayList<>(inputs);
    moving.add(t.scalar(1));
    moving.add(along.first());
    Tensor rate = tracer.call(rates, moving).get(events.count() + index).stopGradient();
    Tensor recorded = tracer.call(events.values(), inputs).get(index).stopGradient();
    Tensor delta = t.scalar(0);
    for (int i = 0; i < 2; i++) {
      Tensor g = tracer.call(events.values(), along.at(delta, inputs)).get(index);
      delta = delta.minus(g.minus(recorded).dividedBy(rate));
    }
    List<Tensor> met = along.at(delta, inputs);
    Tensor before = met.get(1);
    Tensor after =
        events.changes().get(index).map(r -> tracer.call(r, met).getFirst()).orElse(before);
    List<Tensor> there = new ArrayList<>(met);
    there.set(1, after);
    steps.consistent(2).ifPresent(move -> there.set(1, tracer.call(move, there).getFirst()));
    Path beyond = Path.of(slope, there);
    Tensor onward = beyond.from(after, delta.negate());
    return new CurvedJump(
        Pipeline.standard().apply(tracer.graph("jump", List.of(onward, after, met.get(0)))));
  }

  /// The first two terms of the way along the field from a point.
  private record Path(Tensor first, Tensor second) {
    static Path of(Graph slope, List<Tensor> at) {
      Tracer tracer = at.getFirst().tracer();
      Tensor f = tracer.call(slope, at).getFirst();
      List<Tensor> moving = new ArrayList<>(at);
      moving.add(at.getFirst().scalar(1));
      moving.add(f);
      Graph curving = ForwardMode.jvp(slope, List.of(0, 1));
      return new Path(f, tracer.call(curving, moving).get(1).stopGradient());
    }

    Tensor from(Tensor y, Tensor delta) {
      return y.plus(first.times(delta)).plus(second.times(delta.times(delta).times(0.5)));
    }

    /// Time, state and parameters a while later.
    List<Tensor> at(Tensor delta, List<Tensor> inputs) {
      List<Tensor> there = new ArrayList<>(inputs);
      there.set(0, inputs.get(0).plus(delta));
      there.set(1, from(inputs.get(1), delta));
      return there;
    }
  }

  /// The same of a state and its tangent: `(t, y and v, p, q) -> (y+ and v+, state and tangent
  /// where a trajectory ends, its time, the tangent of its time)`.
  EventJump withTangent() {
    List<Integer> wrt = IntStream.range(1, graph.inputs().size()).boxed().toList();
    Graph jvp = ForwardMode.jvp(graph, wrt);
    int d = graph.inputs().get(1).type().size();
    Tracer tracer = new Tracer();
    List<ValueType> types = graph.inputs().stream().map(ValueType::of).toList();
    List<ValueType> parameters = types.subList(2, types.size());
    Tensor t = tracer.input(types.getFirst());
    Tensor both = tracer.input(types.get(1).type().withShape(Shape.of(2 * d)), Scope.PER_LANE);
    List<Tensor> arguments = new ArrayList<>(List.of(t, both.slice(0, d)));
    parameters.forEach(type -> arguments.add(tracer.input(type)));
    arguments.add(both.slice(d, 2 * d));
    parameters.forEach(type -> arguments.add(tracer.input(type)));
    List<Tensor> x = tracer.call(jvp, arguments);
    List<Tensor> outputs =
        List.of(
            Tensor.concatenate(x.get(0), x.get(3)),
            Tensor.concatenate(x.get(1), x.get(4)),
            x.get(2),
            x.get(5));
    return new EventJump(Pipeline.standard().apply(tracer.graph("jump_tangent", outputs)));
  }
}
