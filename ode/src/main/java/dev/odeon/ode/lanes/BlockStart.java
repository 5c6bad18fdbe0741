package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.problem.FieldFailure;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.step.Carry;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/// Begins the method in the columns of a block, at the start or anew: moves states to where the
/// algebraic equations hold, and computes what the first attempt takes over.
final class BlockStart {
  private final LaneProgram program;
  private final BlockState state;
  private final Targets targets;
  private final Carry carry;
  private final Executable start;
  private final ConsistentStart consistent;
  private final double[][] started;
  private final int guards;
  private double[][] in = new double[0][];

  /// @param columns most lanes of a task
  BlockStart(LaneProgram program, Backend backend, BlockState state, Targets targets, int columns) {
    this.program = program;
    this.state = state;
    this.targets = targets;
    carry = program.carry();
    start = backend.compile(program.start());
    consistent = new ConsistentStart(program.steps().consistent(), backend, state);
    guards = program.steps().field().guards().size();
    List<TensorType> types = program.start().outputs().stream().map(Value::type).toList();
    started = AttemptArrays.of(types, columns);
  }

  /// Begins from `(t, y)`, for all columns.
  ///
  /// @param y written to, where states are moved
  /// @param moves which columns are, if there are algebraic equations
  void run(double[] t, double[] y, IntPredicate moves) {
    consistent.move(t, y, moves);
    for (int column = 0; column < state.width(); column++) {
      int lane = state.lane(column);
      state.stop()[column] =
          switch (program.control()) {
            // The graph makes equal parts of what is left, which here is all of it.
            case StepControl.Fixed _ -> targets.whole(lane, t[column]);
            case StepControl.Adaptive _ -> targets.aim(lane);
          };
    }
    in = new double[3 + state.parameters().length][];
    in[0] = t;
    in[1] = state.stop();
    in[2] = y;
    System.arraycopy(state.parameters(), 0, in, 3, state.parameters().length);
    start.run(in, started, state.width());
    for (int column = 0; column < state.width(); column++) {
      state.stop()[column] = targets.aim(state.lane(column));
    }
  }

  /// The sizes of the first steps.
  double[] sizes() {
    return started[0];
  }

  /// What is carried as value `index` of [Carry], from [Carry#controlStart] on.
  double[] carried(int index) {
    return started[1 + index - carry.controlStart()];
  }

  /// Why no step can begin at time `t`, where [#run] did, if so.
  @Nullable Outcome outcome(int column, double t) {
    for (int guard = 0; guard < guards; guard++) {
      if (started[started.length - guards + guard][column] == 0) {
        return new Outcome.TraceDiverged(t, program.steps().field().guards().get(guard));
      }
    }
    if (consistent.hasFailed(column)) {
      return new Outcome.InconsistentStart(t);
    }
    double[] derivative = started[started.length - guards - 1];
    int dimension = program.steps().field().dimension();
    int broken = state.firstNonFinite(derivative, dimension, column);
    return broken >= 0 ? broken(column, t, broken) : null;
  }

  /// Begins again in one column, to hear what the field throws.
  private Outcome broken(int column, double t, int component) {
    double[][] own = new double[in.length][];
    for (int i = 0; i < in.length; i++) {
      own[i] = state.alone(in[i], program.start().inputs().get(i), column);
    }
    List<TensorType> types = program.start().outputs().stream().map(Value::type).toList();
    double[][] ignored = AttemptArrays.of(types, 1);
    return FieldFailure.during(() -> start.run(own, ignored, 1))
        .<Outcome>map(failure -> new Outcome.FieldFailed(failure.t(), failure.cause()))
        .orElseGet(() -> new Outcome.NonFinite(t, component));
  }
}
