package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.problem.FieldFailure;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.step.Attempt;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds what broke an attempt: makes it again and keeps what it computed on the way. Rare, so that
/// attempts need not keep that.
final class Autopsy {
  private final LaneProgram program;
  private final Backend backend;
  private final BlockState state;
  private @Nullable Executable repetition;

  Autopsy(LaneProgram program, Backend backend, BlockState state) {
    this.program = program;
    this.backend = backend;
    this.state = state;
  }

  /// Why an attempt from time `t` came to nothing, if the field threw or left something that is not
  /// finite.
  @Nullable Outcome outcome(int column, double t) {
    Executable again = repetition;
    if (again == null) {
      again = backend.compile(program.detailedAttempt());
      repetition = again;
    }
    Executable graph = again;
    double[][] all =
        AttemptArrays.of(graph.graph().outputs().stream().map(Value::type).toList(), 1);
    Optional<FieldFailure> failure = FieldFailure.during(() -> state.repeat(graph, all, column));
    int broken = firstNonFinite(all);
    if (failure.isPresent()) {
      return new Outcome.FieldFailed(failure.get().t(), failure.get().cause());
    }
    return broken < 0 ? null : new Outcome.NonFinite(t, broken);
  }

  /// The first component of the new state that is not finite, or else of a stage; -1 if all are.
  private int firstNonFinite(double[][] all) {
    int dimension = program.steps().field().dimension();
    int from = program.carry().size() + Attempt.FLAGS + program.steps().field().guards().size();
    for (int i = from; i < all.length; i++) {
      for (int e = 0; e < all[i].length; e++) {
        if (!Double.isFinite(all[i][e])) {
          return e % dimension;
        }
      }
    }
    return -1;
  }
}
