package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.Arrays;

/// Keeps what is asked for of the lanes of one block.
final class BlockSaves {
  private final LaneProgram program;
  private final BlockState state;
  private final BlockInterpolant interpolant;
  private final BlockObserver observer;
  private final int apart;
  private final double[] shared;
  private final double[][] times = new double[Blocks.SIZE][];
  private final int[] next = new int[Blocks.SIZE];
  private final int[] steps = new int[Blocks.SIZE];
  private final double[] theta = new double[Blocks.SIZE];

  BlockSaves(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.state = state;
    interpolant = new BlockInterpolant(program, backend, state);
    observer = new BlockObserver(program, backend, state);
    apart = program.saveAt().stepsApart();
    shared = program.saveAt().isShared() ? program.saveAt().toArray() : new double[0];
  }

  /// Number of save times that `lane` has passed.
  int reached(int lane) {
    return next[lane];
  }

  /// Saves the initial state of a lane, whose column has the same number, where it is asked for.
  void start(BlockTask task, int lane) {
    times[lane] =
        program.saveAt().isShared() ? shared : program.saveAt().timesOf(task.first() + lane);
    next[lane] = 0;
    steps[lane] = 0;
    double start = program.span().start();
    while (next[lane] < times[lane].length && times[lane][next[lane]] == start) {
      put(task, lane, start, state.before(Carry.Y));
    }
    if (apart > 0) {
      put(task, lane, start, state.before(Carry.Y));
    }
    aim(lane);
    if (program.saveAt().isDense()) {
      task.results()
          .dense()
          .get(task.first() + lane)
          .start(state.before(Carry.Y), lane, state.width());
    }
  }

  /// Says when the lane of a column is to be looked at next.
  void aim(int column) {
    int lane = state.lane(column);
    boolean always = apart > 0 || program.saveAt().isDense();
    double direction = program.span().direction();
    state.save()[column] =
        always
            ? -direction * Double.POSITIVE_INFINITY
            : next[lane] < times[lane].length
                ? times[lane][next[lane]]
                : direction * Double.POSITIVE_INFINITY;
  }

  private void put(BlockTask task, int column, double time, double[] values) {
    int lane = state.lane(column);
    observer.put(task, column, next[lane]++, time, values);
  }

  /// Saves the states up to the ends of the accepted steps.
  void save(BlockTask task) {
    double[] taken = state.rest(Attempt.TAKEN);
    interpolant.renew();
    if (program.saveAt().isDense()) {
      keepSteps(task, taken);
    }
    if (apart > 0) {
      saveSteps(task, taken);
    } else {
      saveTimes(task, taken);
    }
    observer.flush(task);
  }

  private void saveSteps(BlockTask task, double[] taken) {
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0 && ++steps[state.lane(column)] % apart == 0) {
        put(task, column, state.after(Carry.T)[column], state.after(Carry.Y));
      }
    }
  }

  /// One interpolation of all columns for each time that the lane with the most has left.
  private void saveTimes(BlockTask task, double[] taken) {
    boolean pending = true;
    while (pending) {
      pending = false;
      Arrays.fill(theta, 0, state.width(), Double.NaN);
      for (int i = 0; i < state.asked(); i++) {
        int column = state.asking(i);
        if (taken[column] != 0 && isDue(column)) {
          saveEnd(task, column);
          if (isDue(column)) {
            theta[column] =
                (nextTime(column) - state.before(Carry.T)[column])
                    / state.rest(Attempt.TRIED)[column];
            pending = true;
          }
          aim(column);
        }
      }
      if (pending) {
        interpolate(task);
      }
    }
  }

  private double nextTime(int column) {
    int lane = state.lane(column);
    return times[lane][next[lane]];
  }

  private boolean isDue(int column) {
    int lane = state.lane(column);
    return next[lane] < times[lane].length
        && program.span().direction() * (nextTime(column) - state.after(Carry.T)[column]) <= 0;
  }

  private void saveEnd(BlockTask task, int column) {
    double reached = state.after(Carry.T)[column];
    while (isDue(column) && nextTime(column) == reached) {
      put(task, column, reached, state.after(Carry.Y));
    }
  }

  private void interpolate(BlockTask task) {
    double[] interpolated = interpolant.at(theta);
    for (int i = 0; i < state.asked(); i++) {
      int column = state.asking(i);
      if (!Double.isNaN(theta[column])) {
        put(task, column, nextTime(column), interpolated);
        aim(column);
      }
    }
  }

  private void keepSteps(BlockTask task, double[] taken) {
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0) {
        DenseSteps dense = task.results().dense().get(task.first() + state.lane(column));
        dense.begin(
            state.before(Carry.T)[column],
            state.rest(Attempt.TRIED)[column],
            state.after(Carry.T)[column]);
        interpolant.keep(dense, column);
      }
    }
  }

  /// Keeps the state after a change by an event, if steps are kept.
  ///
  /// @param y `[d][column]`
  void changed(BlockTask task, int column, double[] y) {
    if (apart > 0) {
      if (steps[state.lane(column)] % apart != 0) {
        put(task, column, state.after(Carry.T)[column], state.after(Carry.Y));
        observer.flush(task);
      }
      steps[state.lane(column)] = 0;
      put(task, column, state.after(Carry.T)[column], y);
      observer.flush(task);
    }
  }

  /// Keeps the last state of a lane that ends, if steps are kept and it is not.
  void last(BlockTask task, int column, double[][] carried) {
    int lane = state.lane(column);
    if (apart > 0 && steps[lane] % apart != 0) {
      steps[lane] = 0;
      put(task, column, carried[Carry.T][column], carried[Carry.Y]);
      observer.flush(task);
    }
  }
}
