package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.solution.Outcome;
import dev.odeon.ode.solution.SolveStats;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import dev.odeon.ode.step.Work;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The loop around the step graphs, for one block of at most 64 lanes. The decisions are in the
/// graphs; a lane is looked at only when its attempt asks for attention. Used by one thread at a
/// time.
final class BlockSolver {
  private final LaneProgram program;
  private final Carry carry;
  private final int dimension;
  private final int guards;
  private final Executable start;
  private final Executable attempt;
  private final BlockState state;
  private final BlockSaves saves;
  private final double[][] started;
  private final double[] derivative;
  private final Autopsy autopsy;

  BlockSolver(LaneProgram program, Backend backend) {
    this.program = program;
    carry = program.carry();
    dimension = program.steps().field().dimension();
    guards = program.steps().field().guards().size();
    start = backend.compile(program.start());
    attempt = backend.compile(program.attempt());
    state =
        new BlockState(
            carry,
            program.steps().field().parameterTypes(),
            outputs(program.attempt(), carry.size()));
    saves = new BlockSaves(program, backend, state);
    autopsy = new Autopsy(program, backend, state);
    started = BlockState.arrays(outputs(program.start(), 0));
    derivative = started[started.length - guards - 1];
  }

  private static List<TensorType> outputs(Graph graph, int from) {
    return graph.outputs().subList(from, graph.outputs().size()).stream().map(Value::type).toList();
  }

  void solve(BlockTask task) {
    start(task);
    while (state.live() > 0) {
      if (Thread.currentThread().isInterrupted()) {
        cancel(task);
        return;
      }
      state.attempt(attempt);
      if (task.isRecorded()) {
        record(task);
      }
      attend(task);
      state.advance();
    }
  }

  private void start(BlockTask task) {
    int width = task.width();
    state.load(task);
    double[] t = state.before(Carry.T);
    double[] y = state.before(Carry.Y);
    LaneArrays.gather(task.initial(), dimension, task.lanes(), task.first(), width, y);
    Arrays.fill(t, program.span().start());
    Arrays.fill(state.stop(), program.span().end());
    double[][] in = new double[3 + state.parameters().length][];
    in[0] = t;
    in[1] = state.stop();
    in[2] = y;
    System.arraycopy(state.parameters(), 0, in, 3, state.parameters().length);
    start.run(in, started, width);
    for (int i = 0; i < carry.size(); i++) {
      if (i >= Carry.ATTEMPTS && i < carry.controlStart()) {
        Arrays.fill(state.before(i), 0);
      }
    }
    System.arraycopy(started[0], 0, state.before(Carry.H), 0, width);
    for (int i = carry.controlStart(); i < carry.size(); i++) {
      int count = carry.types().get(i).size() * width;
      System.arraycopy(started[1 + i - carry.controlStart()], 0, state.before(i), 0, count);
    }
    for (int lane = 0; lane < width; lane++) {
      saves.start(task, lane);
      Outcome outcome = atStart(lane);
      if (outcome == null) {
        state.run(lane);
      } else {
        finish(task, lane, outcome, state.before());
      }
    }
  }

  private @Nullable Outcome atStart(int lane) {
    int violated = firstViolated(started, started.length - guards, lane);
    int broken = firstNonFinite(derivative, lane);
    if (program.span().length() == 0) {
      return new Outcome.Success();
    }
    if (violated >= 0) {
      return diverged(program.span().start(), violated);
    }
    return broken >= 0 ? new Outcome.NonFinite(program.span().start(), broken) : null;
  }

  private int firstNonFinite(double[] values, int column) {
    for (int i = 0; i < dimension; i++) {
      if (!Double.isFinite(values[i * state.width() + column])) {
        return i;
      }
    }
    return -1;
  }

  private int firstViolated(double[][] outputs, int offset, int column) {
    for (int guard = 0; guard < guards; guard++) {
      if (outputs[offset + guard][column] == 0) {
        return guard;
      }
    }
    return -1;
  }

  private Outcome diverged(double t, int guard) {
    return new Outcome.TraceDiverged(t, program.steps().field().guards().get(guard));
  }

  private void record(BlockTask task) {
    double[] taken = state.rest(Attempt.TAKEN);
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0) {
        task.record(state.lane(column))
            .add(
                state.before(Carry.T)[column],
                state.rest(Attempt.TRIED)[column],
                state.before(Carry.Y),
                column,
                state.width());
      }
    }
  }

  private void attend(BlockTask task) {
    double[] attention = state.rest(Attempt.ATTENTION);
    int width = state.width();
    int asking = 0;
    for (int column = 0; column < width; column++) {
      asking += attention[column] == 0 ? 0 : 1;
    }
    if (asking > 0) {
      saves.save(task);
    }
    if (task.isRecorded()) {
      endRecords(task);
    }
    for (int column = 0; asking > 0 && column < width; column++) {
      if (attention[column] != 0) {
        asking--;
        Outcome outcome = judge(column);
        if (outcome != null) {
          finish(task, column, outcome, state.after());
        }
      }
    }
  }

  private void endRecords(BlockTask task) {
    double[] taken = state.rest(Attempt.TAKEN);
    for (int column = 0; column < state.width(); column++) {
      if (taken[column] != 0) {
        int lane = state.lane(column);
        task.record(lane).endStep(state.after(Carry.T)[column], saves.reached(lane));
      }
    }
  }

  /// How the lane ended, or null if it goes on.
  private @Nullable Outcome judge(int column) {
    double t = state.after(Carry.T)[column];
    double h = state.after(Carry.H)[column];
    boolean taken = state.rest(Attempt.TAKEN)[column] != 0;
    if (taken && t == program.span().end()) {
      return new Outcome.Success();
    }
    if (!taken) {
      Outcome outcome = rejected(column, t, h);
      if (outcome != null) {
        return outcome;
      }
    } else if (isTooSmall(h, t)) {
      return new Outcome.StepUnderflow(t, h, program.control().minStep());
    }
    long attempts = (long) state.after(Carry.ATTEMPTS)[column];
    return attempts >= program.control().maxSteps()
        ? new Outcome.MaxSteps(attempts, t, state.rest(Attempt.TRIED)[column])
        : null;
  }

  private @Nullable Outcome rejected(int column, double t, double h) {
    boolean hopeless =
        switch (program.control()) {
          case StepControl.Fixed _ -> true;
          case StepControl.Adaptive _ -> isTooSmall(h, t);
        };
    int violated = firstViolated(state.rest(), Attempt.FLAGS, column);
    if (violated >= 0
        && (hopeless || state.rest(Attempt.ATTENTION)[column] == Attempt.GUARD_VIOLATED)) {
      return diverged(t, violated);
    }
    if (!hopeless) {
      return null;
    }
    int broken = autopsy.firstNonFinite(column);
    if (broken >= 0) {
      return new Outcome.NonFinite(t, broken);
    }
    boolean unsolved =
        program.steps().rule().isImplicit()
            && state.rest(Attempt.ERROR)[column] == Double.POSITIVE_INFINITY;
    return unsolved
        ? new Outcome.SolveFailed(t, h)
        : new Outcome.StepUnderflow(t, h, program.control().minStep());
  }

  private boolean isTooSmall(double h, double t) {
    return Attempt.isTooSmall(program.control(), h, t);
  }

  private void cancel(BlockTask task) {
    for (int column = 0; column < state.width(); column++) {
      if (state.isRunning(column)) {
        Outcome outcome = new Outcome.Cancelled(state.before(Carry.T)[column]);
        finish(task, column, outcome, state.before());
      }
    }
  }

  private void finish(BlockTask task, int column, Outcome outcome, double[][] carried) {
    if (state.isRunning(column)) {
      state.end(column);
    }
    int lane = task.first() + state.lane(column);
    task.outcomes()[lane] = outcome;
    long attempts = (long) carried[Carry.ATTEMPTS][column];
    long accepted = (long) carried[Carry.ACCEPTED][column];
    Work.Constant atStart = program.workAtStart();
    task.stats()[lane] =
        switch (program.steps().rule().work()) {
          case Work.Constant each ->
              new SolveStats(
                  atStart.evaluations() + attempts * each.evaluations(),
                  atStart.jacobians() + attempts * each.jacobians(),
                  atStart.factorisations() + attempts * each.factorisations(),
                  accepted,
                  attempts - accepted);
          case Work.Counted _ ->
              new SolveStats(
                  atStart.evaluations() + (long) carried[Carry.WORK][column],
                  atStart.jacobians() + (long) carried[Carry.WORK + 1][column],
                  atStart.factorisations() + (long) carried[Carry.WORK + 2][column],
                  accepted,
                  attempts - accepted);
        };
  }
}
