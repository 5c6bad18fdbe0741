package dev.odeon.adjoint;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.nn.rewrite.Pipeline;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// The exact derivative of the accepted steps, forwards: tangents of the saved states from tangents
/// of the initial state and the parameters, through the Jacobian-vector product of every recorded
/// step.
///
/// Directions are lanes: each of them has a trajectory that it belongs to.
public final class ForwardSensitivity {
  private final LaneIntegrator integrator;
  private final Graph step;
  private final Graph interpolant;
  private final Optional<Graph> consistent;
  private final ConcurrentLinkedQueue<ForwardSweep> idle = new ConcurrentLinkedQueue<>();

  /// The derivative of runs of `integrator`; its graphs are derived once.
  public ForwardSensitivity(LaneIntegrator integrator) {
    integrator.checkDifferentiable();
    this.integrator = integrator;
    Graph stages = integrator.steps().step();
    List<Integer> stateAndParameters =
        IntStream.range(integrator.steps().stepConstants(), stages.inputs().size())
            .boxed()
            .toList();
    step = Pipeline.standard().apply(ForwardMode.jvpPerLane(stages, stateAndParameters));
    Graph dense = integrator.steps().interpolant();
    List<Integer> stateAndStages = IntStream.range(2, dense.inputs().size()).boxed().toList();
    Graph jvp = ForwardMode.jvp(dense, stateAndStages);
    List<Value> tangent = List.of(jvp.outputs().get(1));
    interpolant =
        Pipeline.standard().apply(new Graph(jvp.name(), jvp.inputs(), jvp.equations(), tangent));
    consistent = integrator.steps().consistent().map(ForwardSensitivity::consistent);
  }

  /// `(t, y, p, tangents of y, p) -> (tangent of y)`.
  private static Graph consistent(Graph move) {
    List<Integer> wrt = IntStream.range(1, move.inputs().size()).boxed().toList();
    Graph jvp = ForwardMode.jvpPerLane(move, wrt);
    List<Value> tangent = List.of(jvp.outputs().get(2));
    return Pipeline.standard().apply(new Graph(jvp.name(), jvp.inputs(), jvp.equations(), tangent));
  }

  /// Pushes tangents forward.
  ///
  /// @param run a run of the same integrator, with its steps recorded
  /// @param parameters the parameters of that run
  /// @param trajectory for each direction, the lane of `run` that it belongs to
  /// @param initial tangents of the initial state, `[d][direction]`
  /// @param tangents tangents of the parameters, `[element][direction]` each, of shared parameters
  ///   too
  /// @param saved tangents of the saved states, `[time][component][direction]`, written; NaN where
  ///   the trajectory did not get
  /// @throws IllegalArgumentException if not every step of `run` was recorded
  public void run(
      LaneRun run,
      double[][] parameters,
      int[] trajectory,
      double[] initial,
      double[][] tangents,
      double[] saved) {
    run(run, parameters, trajectory, initial, tangents, new double[][] {saved});
  }

  /// The same, with the tangents of the ends of the trajectories, see [LaneRun#ends].
  ///
  /// @param results tangents of the saved states, `[time][component][direction]`, of the states at
  ///   the ends, `[component][direction]`, and of the times of the ends, `[direction]`, written; or
  ///   the first only
  public void run(
      LaneRun run,
      double[][] parameters,
      int[] trajectory,
      double[] initial,
      double[][] tangents,
      double[][] results) {
    run.checkComplete();
    int directions = trajectory.length;
    for (double[] result : results) {
      Arrays.fill(result, Double.NaN);
    }
    Blocks.forEach(
        Blocks.count(directions),
        integrator.threads(),
        () ->
            block -> {
              ForwardSweep sweep = borrow();
              int first = block * Blocks.SIZE;
              int width = Math.min(Blocks.SIZE, directions - first);
              sweep.run(run, parameters, trajectory, first, width, initial, tangents, results);
              idle.add(sweep);
            });
  }

  private ForwardSweep borrow() {
    ForwardSweep sweep = idle.poll();
    return sweep != null ? sweep : new ForwardSweep(integrator, step, interpolant, consistent);
  }
}
