package dev.odeon.adjoint;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.LaneMask;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.TracedEvents;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// What an event that occurs at t, where the state is y, does to a small change of the trajectory.
///
/// A changed trajectory meets g(t, y, p) = 0 earlier or later by
///
///     delta = -(g_y dy + g_p dp) / (g_t + g_y f(t, y))
///
/// and goes on from r(t + delta, y + dy + f(t, y) delta, p), which is seen from the old time
/// after going back by delta along the new field: dy+ = r_y dy + r_p dp + (r_t + r_y f(t, y) - f(t,
/// r)) delta. The matrix of this map is the saltation matrix: M. di Bernardo et al.,
/// Piecewise-smooth Dynamical Systems (2008), equation 2.62. If the function only touches zero,
/// delta is infinite: there is no derivative.
///
/// With algebraic equations f is dy/dt, and the state r moves to where they hold before it goes on.
/// That is a map of its own, see [BackwardStart], at the old time: moving later and going back by
/// delta is the same, since dy/dt keeps to the equations.
///
/// @param graph `(t, y, p) -> (y+ of a trajectory that goes on, state where one ends, its time)`; with
///   a tangent, also the tangent of the time
record EventJump(Graph graph) {
  /// The jumps at the events of `integrator`, of those that may change or end a trajectory.
  ///
  /// @throws IllegalArgumentException if there are such and the field has noise: the time of an
  ///   event is a place on the straight line of a step, whose slope is not dy/dt, and the noise
  ///   drawn after it depends on the bits of that time
  static List<Optional<EventJump>> all(LaneIntegrator integrator) {
    return each(integrator, EventJump::of);
  }

  /// The jumps of states with tangents, for steps of `integrator` that carry these.
  static List<Optional<EventJump>> withTangents(LaneIntegrator integrator) {
    return each(integrator, (steps, events, i) -> CurvedJump.of(steps, events, i).withTangent());
  }

  private interface Maker {
    EventJump make(StepGraphs steps, TracedEvents events, int index);
  }

  private static List<Optional<EventJump>> each(LaneIntegrator integrator, Maker maker) {
    TracedEvents events = integrator.events();
    List<Optional<EventJump>> jumps = new ArrayList<>();
    for (int i = 0; i < events.count(); i++) {
      Event event = events.events().get(i);
      boolean acts = acts(event);
      if (acts && hasNoise(integrator)) {
        throw new IllegalArgumentException(
            "event '"
                + event.name()
                + "' changes or ends trajectories with noise: there is no gradient through it, since"
                + " the noise after it is that of another path as soon as its time changes");
      }
      jumps.add(acts ? Optional.of(maker.make(integrator.steps(), events, i)) : Optional.empty());
    }
    return jumps;
  }

  private static boolean acts(Event event) {
    return event.change().isPresent() || event.last() < Long.MAX_VALUE;
  }

  private static boolean hasNoise(LaneIntegrator integrator) {
    return integrator.steps().field().diffusion().isPresent();
  }

  /// Whether trajectories of `integrator` have noise and events that change or end them: then there
  /// are no gradients.
  static boolean isRefused(LaneIntegrator integrator) {
    return hasNoise(integrator) && integrator.events().events().stream().anyMatch(EventJump::acts);
  }

  /// The jump at event `index`.
  static EventJump of(StepGraphs steps, TracedEvents events, int index) {
    FieldGraph field = steps.field();
    Graph slope = steps.slope();
    Tracer tracer = new Tracer();
    List<Tensor> inputs =
        field.graph().inputs().stream().map(input -> tracer.input(ValueType.of(input))).toList();
    Tensor t = inputs.get(0);
    Tensor y = inputs.get(1);
    Tensor f = tracer.call(slope, inputs).getFirst().stopGradient();
    List<Tensor> along = new ArrayList<>(inputs);
    along.add(t.scalar(1));
    along.add(f);
    Graph rates = ForwardMode.jvp(events.values(), List.of(0, 1));
    Tensor rate = tracer.call(rates, along).get(events.count() + index).stopGradient();
    Tensor g = tracer.call(events.values(), inputs).get(index);
    Tensor delta = g.minus(g.stopGradient()).dividedBy(rate).negate();

    Tensor meets = t.plus(delta);
    Tensor later = delta.in(y.dtype());
    Tensor before = y.plus(f.times(later));
    List<Tensor> met = new ArrayList<>(inputs);
    met.set(0, meets);
    met.set(1, before);
    Tensor after =
        events.changes().get(index).map(r -> tracer.call(r, met).getFirst()).orElse(before);
    List<Tensor> there = new ArrayList<>(inputs);
    there.set(1, after);
    steps.consistent().ifPresent(move -> there.set(1, tracer.call(move, there).getFirst()));
    Tensor beyond = tracer.call(slope, there).getFirst().stopGradient();
    Tensor onward = after.minus(beyond.times(later));
    return new EventJump(
        Pipeline.standard().apply(tracer.graph("jump", List.of(onward, after, meets))));
  }

  /// `(t, y, p) -> y+`.
  Graph change() {
    return new Graph(
        "change", graph.inputs(), graph.equations(), List.of(graph.outputs().getFirst()));
  }

  /// `(active, t, y, p, cotangents of the outputs) -> (cotangents of y, p)`, of the lanes that are
  /// active.
  Graph backward() {
    Graph vjp = ReverseMode.vjp(graph, wrt());
    List<Value> cotangents = vjp.outputs().subList(graph.outputs().size(), vjp.outputs().size());
    Graph only = new Graph(vjp.name(), vjp.inputs(), vjp.equations(), cotangents);
    return Pipeline.standard().apply(LaneMask.apply(only));
  }

  /// `(t, y, p, tangents of y, p) -> (tangents of the outputs)`, each lane in a direction of its
  /// own.
  Graph forward() {
    Graph jvp = ForwardMode.jvpPerLane(graph, wrt());
    List<Value> tangents = jvp.outputs().subList(graph.outputs().size(), jvp.outputs().size());
    return Pipeline.standard()
        .apply(new Graph(jvp.name(), jvp.inputs(), jvp.equations(), tangents));
  }

  /// All inputs but the time.
  private List<Integer> wrt() {
    return IntStream.range(1, graph.inputs().size()).boxed().toList();
  }
}
