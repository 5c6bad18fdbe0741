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
import java.util.stream.IntStream;

/// The graphs of the backward sweep, derived from those of the forward one.
///
/// The step evaluates the stages again from `(t, h, y)`, each elementary function of them once, and
/// pulls back through them in the same run: nothing is stored between runs.
///
/// @param step `(active, t, h, y, p, cotangents of y1, k_1, ..., k_s) -> (cotangents of y, p)`,
///   what depends on shared parameters only apart; after h which way the step goes, if there are
///   several
/// @param interpolant `(theta, h, y, k_1, ..., k_s, cotangent of y(theta)) -> (cotangents of y,
///   k_1, ..., k_s)`
/// @param consistent `(active, t, y, p, cotangent of y) -> (cotangents of y, p)`, through the move
///   of a state to where the algebraic equations hold, if there are any
public record BackwardGraphs(Prologue step, Graph interpolant, Optional<Graph> consistent) {
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

  /// For states saved anywhere.
  static BackwardGraphs of(StepGraphs steps) {
    Graph stages = steps.step();
    return of(
        steps,
        cotangents(
            ReverseMode.vjp(stages, wrt(stages, steps.stepConstants())), stages.outputs().size()));
  }

  /// For states saved at ends of steps only: the stages have no cotangents of their own, so the
  /// last one, which only the interpolant reads, is not evaluated.
  static BackwardGraphs ofEnds(StepGraphs steps) {
    Graph stages = steps.step();
    Graph end =
        new Graph(
            stages.name(),
            stages.inputs(),
            stages.equations(),
            List.of(stages.outputs().getFirst()));
    Graph vjp = cotangents(ReverseMode.vjp(end, wrt(end, steps.stepConstants())), 1);
    List<Value> inputs = new ArrayList<>(vjp.inputs());
    int next = vjp.valueCount();
    for (Value k : stages.outputs().subList(1, stages.outputs().size())) {
      inputs.add(new Value(next++, k.type(), k.scope()));
    }
    return of(steps, new Graph(vjp.name(), inputs, vjp.equations(), vjp.outputs()));
  }

  private static BackwardGraphs of(StepGraphs steps, Graph step) {
    Graph interpolant = steps.interpolant();
    Graph dense = cotangents(ReverseMode.vjp(interpolant, wrt(interpolant, 2)), 1);
    Graph masked = Pipeline.standard().apply(LaneMask.apply(step));
    return new BackwardGraphs(
        Prologue.of(masked),
        Pipeline.standard().apply(dense),
        steps.consistent().map(BackwardGraphs::consistent));
  }

  private static Graph consistent(Graph move) {
    Graph state =
        new Graph(move.name(), move.inputs(), move.equations(), List.of(move.outputs().getFirst()));
    Graph vjp = cotangents(ReverseMode.vjp(state, wrt(state, 1)), 1);
    return Pipeline.standard().apply(LaneMask.apply(vjp));
  }

  /// All inputs but the first.
  private static List<Integer> wrt(Graph graph, int constants) {
    return IntStream.range(constants, graph.inputs().size()).boxed().toList();
  }

  /// Without the first `primal` outputs.
  private static Graph cotangents(Graph vjp, int primal) {
    return new Graph(
        vjp.name(),
        vjp.inputs(),
        vjp.equations(),
        vjp.outputs().subList(primal, vjp.outputs().size()));
  }
}
