package dev.odeon.adjoint;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.LaneMask;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.step.StepGraphs;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// The graphs of the backward sweep, derived from those of the forward one.
///
/// The step evaluates the stages again from `(t, h, y)`, each elementary function of them once, and
/// pulls back through them in the same run; if the forward sweep kept them, see [KeptStages], it
/// only pulls back.
public final class BackwardGraphs {
  private final Supplier<Graph> again;
  private final Optional<KeptStages> kept;
  private final Graph interpolant;
  private final Optional<Graph> consistent;
  private @Nullable Prologue step;

  private BackwardGraphs(
      Supplier<Graph> again,
      Optional<KeptStages> kept,
      Graph interpolant,
      Optional<Graph> consistent) {
    this.again = again;
    this.kept = kept;
    this.interpolant = interpolant;
    this.consistent = consistent;
  }

  /// For what `integrator` saves.
  public static BackwardGraphs of(LaneIntegrator integrator) {
    return savesWithinSteps(integrator) || integrator.plan().hasBreaks()
        ? of(integrator.steps())
        : ofEnds(integrator.steps());
  }

  /// Whether states within steps may be saved.
  public static boolean savesWithinSteps(LaneIntegrator integrator) {
    TimeSpan span = integrator.span();
    return integrator.saveAt().lanesWithOwnTimes() > 0
        || Arrays.stream(integrator.saveAt().toArray())
            .anyMatch(time -> time != span.start() && time != span.end());
  }

  /// What goes back through each event of `integrator` that may change or end a trajectory:
  /// `(active, t, y, p, cotangents of the state that goes on, of the state where the trajectory
  /// ends and of that time) -> (cotangents of y, p)`, of the lanes that are active.
  ///
  /// @throws IllegalArgumentException if [#hasNoJumps]
  public static List<Optional<Graph>> jumps(LaneIntegrator integrator) {
    return EventJump.all(integrator).stream().map(jump -> jump.map(EventJump::backward)).toList();
  }

  /// Whether `integrator` has events through which nothing goes back: noise and events that change
  /// or end its trajectories.
  public static boolean hasNoJumps(LaneIntegrator integrator) {
    return EventJump.isRefused(integrator);
  }

  /// For states saved anywhere.
  static BackwardGraphs of(StepGraphs steps) {
    return of(steps, 1 + steps.interpolated().size());
  }

  /// For states saved at ends of steps only: the stages have no cotangents of their own, so the
  /// last one, which only the interpolant reads, is not evaluated.
  static BackwardGraphs ofEnds(StepGraphs steps) {
    return of(steps, 1);
  }

  /// @param outputs how many of the step's outputs have cotangents
  private static BackwardGraphs of(StepGraphs steps, int outputs) {
    Graph interpolant = steps.interpolant();
    Graph dense = cotangents(ReverseMode.vjp(interpolant, wrt(interpolant, 2)), 1);
    Optional<Advance> advance =
        steps.advance().map(graph -> Advance.of(steps, leading(graph, outputs)));
    return new BackwardGraphs(
        () -> advance.map(Advance::again).orElseGet(() -> whole(steps, outputs)),
        advance.map(Advance::kept),
        Pipeline.standard().apply(dense),
        steps.consistent().map(BackwardGraphs::consistent));
  }

  /// `(t, h, y, p, cotangents of y1, k_1, ..., k_s) -> (cotangents of y, p)`, what depends on
  /// shared parameters only apart; after h which way the step goes, if there are several. Derived
  /// when it is first asked for.
  public synchronized Prologue step() {
    Prologue known = step;
    if (known == null) {
      known = Prologue.of(Pipeline.standard().apply(again.get()));
      step = known;
    }
    return known;
  }

  /// The same from what the forward sweep keeps, for methods that can; the same bits.
  Optional<KeptStages> kept() {
    return kept;
  }

  /// `(theta, h, y, k_1, ..., k_s, cotangent of y(theta)) -> (cotangents of y, k_1, ..., k_s)`.
  public Graph interpolant() {
    return interpolant;
  }

  /// `(active, t, y, p, cotangent of y) -> (cotangents of y, p)`, through the move of a state to
  /// where the algebraic equations hold, if there are any.
  Optional<Graph> consistent() {
    return consistent;
  }

  private static Graph consistent(Graph move) {
    Graph state = leading(move, 1);
    Graph vjp = cotangents(ReverseMode.vjp(state, wrt(state, 1)), 1);
    return Pipeline.standard().apply(LaneMask.apply(vjp));
  }

  private static Graph whole(StepGraphs steps, int outputs) {
    Graph step = steps.step();
    List<Integer> wrt = wrt(step, steps.stepConstants());
    Graph vjp = cotangents(ReverseMode.vjp(leading(step, outputs), wrt), outputs);
    List<Value> inputs = new ArrayList<>(vjp.inputs());
    int next = vjp.valueCount();
    for (Value k : step.outputs().subList(outputs, step.outputs().size())) {
      inputs.add(new Value(next++, k.type(), k.scope()));
    }
    return new Graph(vjp.name(), inputs, vjp.equations(), vjp.outputs());
  }

  /// With the first `outputs` outputs only.
  private static Graph leading(Graph graph, int outputs) {
    return new Graph(
        graph.name(), graph.inputs(), graph.equations(), graph.outputs().subList(0, outputs));
  }

  /// Without the first `primal` outputs.
  private static Graph cotangents(Graph vjp, int primal) {
    return new Graph(
        vjp.name(),
        vjp.inputs(),
        vjp.equations(),
        vjp.outputs().subList(primal, vjp.outputs().size()));
  }

  /// All inputs but the first `constant`.
  static List<Integer> wrt(Graph graph, int constant) {
    return IntStream.range(constant, graph.inputs().size()).boxed().toList();
  }
}
