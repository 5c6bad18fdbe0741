package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;

/// Saves the states of one block at the save times.
final class BlockSaves {
  private final LaneProgram program;
  private final BlockState state;
  private final Executable interpolant;
  private final int dimension;
  private final int dense;
  private final double[] times;
  private final int[] next = new int[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] interpolated;

  BlockSaves(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.state = state;
    interpolant = backend.compile(program.interpolant());
    dimension = program.steps().field().dimension();
    dense = program.steps().rule().dense().size();
    times = program.saveAt().toArray();
    interpolated = new double[dimension * Blocks.SIZE];
  }

  /// Number of save times that `lane` has passed.
  int reached(int lane) {
    return next[lane];
  }

  /// Saves the initial state of a lane, whose column has the same number, where it is asked for.
  void start(BlockTask task, int lane) {
    int save = 0;
    while (save < times.length && times[save] == program.span().start()) {
      copy(task, save++, lane, state.before(Carry.Y));
    }
    next[lane] = save;
    state.save()[lane] = nextTime(lane);
    if (task.isRecorded()) {
      task.record(lane).startWith(save);
    }
  }

  private double nextTime(int lane) {
    return next[lane] < times.length
        ? times[next[lane]]
        : program.span().direction() * Double.POSITIVE_INFINITY;
  }

  private void copy(BlockTask task, int save, int column, double[] values) {
    int lane = state.lane(column);
    for (int i = 0; i < dimension; i++) {
      task.save(save, i, dimension, lane, values[i * state.width() + column]);
    }
  }

  /// Saves the states up to the ends of the accepted steps: one interpolation of all columns for
  /// each time that the lane with the most has left.
  void save(BlockTask task) {
    double[] taken = state.rest(Attempt.TAKEN);
    boolean pending = true;
    while (pending) {
      pending = false;
      Arrays.fill(theta, 0, state.width(), Double.NaN);
      for (int column = 0; column < state.width(); column++) {
        if (taken[column] != 0 && isDue(column)) {
          saveEnd(task, column);
          if (isDue(column)) {
            theta[column] =
                (times[next[state.lane(column)]] - state.before(Carry.T)[column])
                    / state.rest(Attempt.TRIED)[column];
            pending = true;
          }
          state.save()[column] = nextTime(state.lane(column));
        }
      }
      if (pending) {
        interpolate(task);
      }
    }
  }

  private boolean isDue(int column) {
    int lane = state.lane(column);
    return next[lane] < times.length
        && program.span().direction() * (times[next[lane]] - state.after(Carry.T)[column]) <= 0;
  }

  private void saveEnd(BlockTask task, int column) {
    int lane = state.lane(column);
    while (isDue(column) && times[next[lane]] == state.after(Carry.T)[column]) {
      copy(task, next[lane]++, column, state.after(Carry.Y));
    }
  }

  private void interpolate(BlockTask task) {
    double[][] in = new double[3 + dense][];
    in[0] = theta;
    in[1] = state.rest(Attempt.TRIED);
    in[2] = state.before(Carry.Y);
    int guards = program.steps().field().guards().size();
    for (int i = 0; i < dense; i++) {
      in[3 + i] = state.rest(Attempt.FLAGS + guards + 1 + i);
    }
    interpolant.run(in, new double[][] {interpolated}, state.width());
    for (int column = 0; column < state.width(); column++) {
      if (!Double.isNaN(theta[column])) {
        int lane = state.lane(column);
        copy(task, next[lane]++, column, interpolated);
        state.save()[column] = nextTime(lane);
      }
    }
  }
}
