package dev.odeon.adjoint;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.Blocks;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/// The exact derivative of the accepted steps, in reverse.
///
/// With y_{n+1} = Phi(t_n, h_n, y_n, p), the cotangent of y_n is that of y_{n+1} through the
/// transposed Jacobian of Phi, plus what the states saved within the step add through the
/// interpolant; step sizes are constants. See Hairer, Lubich, Wanner, Geometric Numerical
/// Integration, section VI.9, and Sanz-Serna, Symplectic Runge-Kutta schemes for adjoint equations,
/// SIAM Review 58 (2016).
///
/// Cotangents of states are in their precision; those of parameters are added up in `f64` and
/// rounded at the end.
public final class DiscreteAdjoint {
  private final LaneIntegrator integrator;
  private final BackwardGraphs graphs;
  private final List<Optional<EventJump>> jumps;
  private final ConcurrentLinkedQueue<BlockSweep> idle = new ConcurrentLinkedQueue<>();

  /// The derivative of runs of `integrator`; its graphs are derived once.
  public DiscreteAdjoint(LaneIntegrator integrator) {
    this(integrator, EventJump.all(integrator));
  }

  /// @param jumps the jump at each event, if it acts
  DiscreteAdjoint(LaneIntegrator integrator, List<Optional<EventJump>> jumps) {
    integrator.checkDifferentiable();
    this.integrator = integrator;
    this.jumps = jumps;
    graphs = BackwardGraphs.of(integrator);
  }

  /// What a run has to record so that its derivative takes the least time: what a sweep would have
  /// to compute again is kept as long as there is room.
  ///
  /// @param bytes for all lanes together
  public Recording recording(long bytes) {
    boolean keeps = !integrator.steps().rule().endsStepsAtSaves();
    return graphs
        .kept()
        .filter(kept -> keeps)
        .map(kept -> Recording.taped(bytes, kept.values()))
        .orElseGet(() -> Recording.within(bytes));
  }

  /// Pulls cotangents of the saved states back to the initial state and the parameters.
  ///
  /// A lane that failed before a save time whose cotangent is not zero has gradient NaN, never a
  /// wrong one. If the thread is interrupted the sweep stops after the step at hand, the flag is
  /// kept, and the gradient is NaN.
  ///
  /// @param run a run of the same integrator, with its steps recorded
  /// @param parameters the parameters of that run
  /// @param cotangent of the saved states, `[time][component][lane]`
  /// @param initial cotangent of the initial state, `[d][lane]`, written
  /// @param gradients cotangents of the parameters, each in the layout of its parameter, written
  /// @throws IllegalArgumentException if the steps of `run` were not recorded
  public void run(
      LaneRun run,
      double[][] parameters,
      double[] cotangent,
      double[] initial,
      double[][] gradients) {
    run(run, parameters, new double[][] {cotangent}, initial, gradients);
  }

  /// The same with cotangents of the ends of the trajectories, see [LaneRun#ends], wherever these
  /// are.
  ///
  /// @param cotangents of the saved states, `[time][component][lane]`, of the states at the ends,
  ///   `[component][lane]`, and of the times of the ends, `[lane]`; or the first only
  public void run(
      LaneRun run,
      double[][] parameters,
      double[][] cotangents,
      double[] initial,
      double[][] gradients) {
    run.checkRecorded();
    int lanes = run.solution().lanes();
    int blocks = Blocks.count(lanes);
    List<ValueType> types = integrator.steps().field().parameterTypes();
    double[][] read = new double[types.size()][];
    Arrays.setAll(read, i -> types.get(i).type().dtype().rounded(parameters[i]));
    double[][][] partial = new double[types.size()][blocks][];
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).scope() == Scope.SHARED) {
        for (int block = 0; block < blocks; block++) {
          partial[i][block] = new double[types.get(i).type().size()];
        }
      }
    }
    Blocks.forEach(
        blocks,
        integrator.threads(),
        () ->
            block -> {
              BlockSweep sweep = borrow();
              double[][] mine = new double[types.size()][];
              for (int i = 0; i < mine.length; i++) {
                mine[i] = types.get(i).scope() == Scope.SHARED ? partial[i][block] : gradients[i];
              }
              sweep.run(run, read, cotangents, block, initial, mine);
              idle.add(sweep);
            });
    for (int i = 0; i < types.size(); i++) {
      if (types.get(i).scope() == Scope.SHARED) {
        int size = types.get(i).type().size();
        if (blocks == 0) {
          Arrays.fill(gradients[i], 0, size, 0);
        } else {
          BlockSums.combine(partial[i]);
          System.arraycopy(partial[i][0], 0, gradients[i], 0, size);
        }
      }
      types.get(i).type().dtype().round(gradients[i]);
    }
  }

  /// How many attempts at steps all sweeps that ended made again, of all trajectories together,
  /// since there was no room to keep the steps.
  public long repeated() {
    return idle.stream().mapToLong(BlockSweep::repeated).sum();
  }

  private BlockSweep borrow() {
    BlockSweep sweep = idle.poll();
    return sweep != null ? sweep : new BlockSweep(integrator, graphs, jumps);
  }
}
