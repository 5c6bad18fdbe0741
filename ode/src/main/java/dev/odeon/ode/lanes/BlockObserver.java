package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import org.jspecify.annotations.Nullable;

/// Hands states on to be kept, or the quantities observed on them: those of all columns at once.
final class BlockObserver {
  private final BlockState state;
  private final @Nullable Executable quantity;
  private final int dimension;
  private final double[] y;
  private final double[] time = new double[Blocks.SIZE];
  private final double[] observed;
  private final int[] save = new int[Blocks.SIZE];
  private final boolean[] waits = new boolean[Blocks.SIZE];
  private boolean anyWaits;

  BlockObserver(LaneProgram program, Backend backend, BlockState state) {
    this.state = state;
    quantity = program.observed().map(backend::compile).orElse(null);
    dimension = program.steps().field().dimension();
    y = new double[dimension * state.columns()];
    observed = new double[program.savedDimension() * state.columns()];
  }

  /// Takes column `column` of `values`, to be kept at once or at the next [#flush].
  void put(BlockTask task, int column, int number, double at, double[] values) {
    int width = state.width();
    if (quantity == null) {
      task.save(state.lane(column), number, at, values, column, width);
      return;
    }
    if (waits[column]) {
      flush(task);
    }
    for (int i = 0; i < dimension; i++) {
      y[i * width + column] = values[i * width + column];
    }
    time[column] = at;
    save[column] = number;
    waits[column] = true;
    anyWaits = true;
  }

  /// Keeps all that was taken.
  void flush(BlockTask task) {
    if (quantity == null || !anyWaits) {
      return;
    }
    double[][] parameters = state.parameters();
    double[][] in = new double[2 + parameters.length][];
    in[0] = time;
    in[1] = y;
    System.arraycopy(parameters, 0, in, 2, parameters.length);
    int width = state.width();
    quantity.run(in, new double[][] {observed}, width);
    for (int column = 0; column < width; column++) {
      if (waits[column]) {
        waits[column] = false;
        task.save(state.lane(column), save[column], time[column], observed, column, width);
      }
    }
    anyWaits = false;
  }
}
