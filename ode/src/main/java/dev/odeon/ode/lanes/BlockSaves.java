package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;

/// Saves the states of one block at the save times.
final class BlockSaves {
  private final LaneProgram program;
  private final BlockState state;
  private final BlockDense dense;
  private final boolean endsSteps;
  private final int dimension;
  private final double[] times;
  private final int[] next = new int[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];
  private final double[] interpolated;

  BlockSaves(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.state = state;
    dense = new BlockDense(program, backend, state);
    endsSteps =
        program.steps().rule().endsStepsAtSaves()
            && program.control() instanceof StepControl.Adaptive;
    dimension = program.steps().field().dimension();
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
    expect(lane, lane);
    if (task.isRecorded()) {
      task.record(lane).startWith(save);
    }
  }

  /// Tells the attempts of a column what its next save time is.
  private void expect(int column, int lane) {
    state.save()[column] = nextTime(lane);
    if (endsSteps && next[lane] < times.length) {
      state.stop()[column] = times[next[lane]];
    } else if (endsSteps) {
      state.stop()[column] = program.span().end();
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
    dense.forget();
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
          expect(column, state.lane(column));
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
    dense.interpolate(theta, interpolated);
    for (int column = 0; column < state.width(); column++) {
      if (!Double.isNaN(theta[column])) {
        int lane = state.lane(column);
        copy(task, next[lane]++, column, interpolated);
        expect(column, lane);
      }
    }
  }
}
