package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.step.Attempt;
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

  /// The first component of the new state that is not finite, or else of a stage; -1 if all are.
  int firstNonFinite(int column) {
    Executable again = repetition;
    if (again == null) {
      again = backend.compile(program.detailedAttempt());
      repetition = again;
    }
    Graph graph = again.graph();
    double[][] all =
        AttemptArrays.of(graph.outputs().stream().map(Value::type).toList(), state.columns());
    state.repeat(again, all);
    int dimension = program.steps().field().dimension();
    int from = program.carry().size() + Attempt.FLAGS + program.steps().field().guards().size();
    for (int i = from; i < all.length; i++) {
      int size = graph.outputs().get(i).type().size();
      for (int e = 0; e < size; e++) {
        if (!Double.isFinite(all[i][e * state.width() + column])) {
          return e % dimension;
        }
      }
    }
    return -1;
  }
}
