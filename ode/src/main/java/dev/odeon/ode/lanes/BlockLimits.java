package dev.odeon.ode.lanes;

import dev.odeon.ode.control.Limits;
import dev.odeon.ode.step.Attempt;

/// The limits of a run, for the lanes of one block. Nothing is done for a limit that is not set.
final class BlockLimits {
  private final Limits limits;
  private final BlockState state;

  BlockLimits(LaneProgram program, BlockState state) {
    limits = program.plan().limits();
    this.state = state;
  }

  boolean isTimeUp(BlockTask task) {
    return limits.deadline().isPresent() && System.nanoTime() - task.until() >= 0;
  }

  boolean isSpent(long evaluations) {
    return evaluations >= limits.evaluations();
  }

  /// Lets all lanes that run ask for attention if evaluations are limited.
  void ask() {
    if (limits.evaluations() == Long.MAX_VALUE) {
      return;
    }
    double[] attention = state.rest(Attempt.ATTENTION);
    for (int column = 0; column < state.width(); column++) {
      if (state.isRunning(column) && attention[column] == 0) {
        attention[column] = 1;
      }
    }
  }
}
