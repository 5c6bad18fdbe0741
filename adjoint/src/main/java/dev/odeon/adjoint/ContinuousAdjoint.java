package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.problem.FieldGraph;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The derivative of the trajectory by its adjoint equation, for any method: see [Sensitivity].
public final class ContinuousAdjoint {
  private final LaneIntegrator integrator;
  private final AdjointProgram program;
  private final ConcurrentLinkedQueue<BackwardSweep> idle = new ConcurrentLinkedQueue<>();

  /// The derivative of runs of `integrator`; its graphs are derived once.
  ///
  /// @throws IllegalArgumentException if `sensitivity` integrates no adjoint equation, its settings
  ///   do not fit, runs of `integrator` cannot be differentiated, or its field has a mass matrix
  public ContinuousAdjoint(LaneIntegrator integrator, Sensitivity sensitivity) {
    integrator.checkDifferentiable();
    FieldGraph field = integrator.plan().field();
    if (field.mass().isPresent()) {
      throw new IllegalArgumentException(
          "sensitivity "
              + sensitivity
              + " does not take the "
              + field.mass().orElseThrow()
              + ", of field '"
              + field.graph().name()
              + "'; take Discrete or Forward");
    }
    this.integrator = integrator;
    program = AdjointProgram.of(integrator, sensitivity);
    boolean isKept = integrator.saveAt().isDense();
    if (program.state() == AdjointProgram.State.INTERPOLATED && !isKept) {
      throw new IllegalArgumentException(
          "sensitivity " + sensitivity + " needs all of the trajectory: save with withDense()");
    }
  }

  /// Pulls cotangents of the saved states back to the initial state and the parameters.
  ///
  /// A lane that failed before a save time whose cotangent is not zero, whose cotangents are not
  /// finite, or whose adjoint equation could not be integrated has gradient NaN, never a wrong one.
  ///
  /// @param run a run of the same integrator, with its steps recorded
  /// @param parameters the parameters of that run
  /// @param cotangent of the saved states, `[time][component][lane]`
  /// @param initial cotangent of the initial state, `[d][lane]`, written
  /// @param gradients cotangents of the parameters, each in the layout of its parameter, written
  /// @throws IllegalArgumentException if the steps of `run` were not recorded, and it interpolates
  public AdjointReport run(
      LaneRun run,
      double[][] parameters,
      double[] cotangent,
      double[] initial,
      double[][] gradients) {
    return run(run, parameters, new double[][] {cotangent}, initial, gradients);
  }

  /// The same with cotangents of the ends of the trajectories, see [LaneRun#ends].
  ///
  /// @param cotangents of the saved states, `[time][component][lane]`, of the states at the ends,
  ///   `[component][lane]`, and of the times of the ends, `[lane]`; or the first only
  public AdjointReport run(
      LaneRun run,
      double[][] parameters,
      double[][] cotangents,
      double[] initial,
      double[][] gradients) {
    if (program.state() == AdjointProgram.State.INTERPOLATED) {
      run.checkComplete();
    }
    int lanes = run.solution().lanes();
    int blocks = Blocks.count(lanes);
    List<ValueType> types = program.field().parameterTypes();
    AdjointTask task = new AdjointTask(run, parameters, cotangents, initial);
    double[][][] partial = new double[types.size()][blocks][];
    Blocks.forEach(
        blocks,
        integrator.threads(),
        () ->
            block -> {
              double[][] mine = new double[types.size()][];
              for (int p = 0; p < mine.length; p++) {
                mine[p] =
                    types.get(p).scope() == Scope.SHARED
                        ? new double[types.get(p).type().size()]
                        : gradients[p];
                partial[p][block] = mine[p];
              }
              BackwardSweep sweep = borrow();
              sweep.run(task, mine, block);
              idle.add(sweep);
            });
    for (int p = 0; p < types.size(); p++) {
      if (types.get(p).scope() == Scope.SHARED) {
        sum(partial[p], gradients[p], types.get(p).type().size());
      }
    }
    return task.report();
  }

  private static void sum(double[][] partial, double[] target, int size) {
    if (partial.length == 0) {
      Arrays.fill(target, 0, size, 0);
      return;
    }
    BlockSums.combine(partial);
    System.arraycopy(partial[0], 0, target, 0, size);
  }

  private BackwardSweep borrow() {
    BackwardSweep sweep = idle.poll();
    return sweep != null ? sweep : new BackwardSweep(program);
  }
}
