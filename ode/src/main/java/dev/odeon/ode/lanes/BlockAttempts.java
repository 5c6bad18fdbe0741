package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import org.jspecify.annotations.Nullable;

/// Makes the attempts of one block, and keeps on a tape what a sensitivity wants of them.
final class BlockAttempts {
  private final LaneProgram program;
  private final Backend backend;
  private final BlockState state;
  private final Executable attempt;
  private @Nullable Graph kept;
  private Executable keeping;
  private @Nullable StepTape tape;

  BlockAttempts(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.backend = backend;
    this.state = state;
    attempt = backend.compile(program.attempt());
    keeping = attempt;
  }

  /// Keeps the attempts to come on `wanted`, which has begun.
  void begin(StepTape wanted) {
    if (!wanted.kept().equals(kept)) {
      kept = wanted.kept();
      keeping =
          backend.compile(
              program.steps().keeping(program.attempt(), program.carry(), wanted.kept()));
    }
    tape = wanted;
  }

  /// Ends what [#begin] began; whether there was room for all.
  boolean end() {
    boolean fits = tape != null;
    tape = null;
    return fits;
  }

  /// Makes an attempt.
  void make() {
    StepTape wanted = tape;
    if (wanted == null) {
      state.attempt(attempt);
      return;
    }
    double[][] more = wanted.next(state.width());
    if (more == null) {
      // The checkpoints are going to need the memory.
      wanted.giveUp();
      tape = null;
      state.attempt(attempt);
    } else {
      state.attempt(keeping, more);
    }
  }

  /// The attempt is the next step of the lane in `column`.
  void take(int column) {
    if (tape != null) {
      tape.add(state.lane(column), column);
    }
  }

  /// Goes on to the next attempt. Columns on a tape are those of lanes that run, so that equal
  /// steps of all lanes lie side by side.
  void advance() {
    if (tape == null) {
      state.advance();
    } else {
      tape.end();
      state.advanceRunning();
    }
  }
}
