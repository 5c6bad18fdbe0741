package dev.odeon.ode.lanes;

import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.step.Attempt;
import dev.odeon.ode.step.Carry;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes the steps again that a record of bounded memory gave up, for a sweep that walks the steps
/// of at most 64 trajectories backwards.
///
/// The same attempts from the same numbers give the same bits, so the steps are those that were
/// taken. New checkpoints are set on the way by [BinomialSpacing]. Used by one thread at a time.
public final class Replay {
  private final Carry carry;
  private final Executable attempt;
  private final AttemptArrays arrays;
  private final int[] current = new int[Blocks.SIZE];
  private final int[] checkpoint = new int[Blocks.SIZE];
  private final int[] stretch = new int[Blocks.SIZE];
  private double @Nullable [][] bound;
  private long attempts;

  /// Of the steps of `integrator`.
  public Replay(LaneIntegrator integrator) {
    StepControl control = integrator.plan().control();
    carry = integrator.steps().carry(control);
    attempt =
        integrator.backend().compile(integrator.steps().attempt(control, Attempt.Detail.NONE));
    List<TensorType> types = attempt.graph().outputs().stream().map(Value::type).toList();
    arrays = new AttemptArrays(carry, types.subList(carry.size(), types.size()), Blocks.SIZE);
  }

  /// Number of attempts that were made, of all trajectories together.
  public long attempts() {
    return attempts;
  }

  /// Sees to it that every record holds the step that is wanted of it. Steps after that are given
  /// up.
  ///
  /// @param records one a trajectory
  /// @param wanted number of a step for each, no later than the one before; below 0: none
  /// @param parameters of these trajectories, `[element]` if shared, `[element][trajectory]` if per
  ///   lane
  /// @param next time and state at the beginning of the step after the one that is wanted, where
  ///   there is one
  /// @return false if the thread was interrupted before all steps were there: the records can no
  ///   longer be read
  /// @throws IllegalStateException if steps come out otherwise than they were
  public boolean fetch(List<StepRecord> records, int[] wanted, double[][] parameters, Next next) {
    int width = records.size();
    int left = 0;
    for (int lane = 0; lane < width; lane++) {
      StepRecord record = records.get(lane);
      arrays.running()[lane] = 0;
      if (wanted[lane] >= 0 && !record.isComplete()) {
        record.stack().release(wanted[lane]);
        if (!record.holds(wanted[lane])) {
          begin(record, lane, width, wanted[lane]);
          left++;
        }
      }
    }
    return left == 0 || run(records, wanted, parameters, next, left);
  }

  @SuppressWarnings("ReferenceEquality") // the arrays that the inputs were made of
  private boolean run(
      List<StepRecord> records, int[] wanted, double[][] parameters, Next next, int lanes) {
    int width = records.size();
    if (parameters != bound) {
      bound = parameters;
      arrays.bind(parameters);
    }
    for (int lane = 0; lane < width; lane++) {
      if (arrays.running()[lane] == 0) {
        rest(lane, width);
      }
    }
    int left = lanes;
    while (left > 0) {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      arrays.attempt(attempt, width);
      for (int lane = 0; lane < width; lane++) {
        if (arrays.running()[lane] != 0) {
          attempts++;
          if (proceed(records.get(lane), lane, width, wanted[lane])) {
            requireSame(records.get(lane), lane, width, wanted[lane], next);
            left--;
          }
        }
      }
      arrays.advance();
    }
    return true;
  }

  /// A trajectory that has nothing to do takes part with numbers that any field can stand.
  private void rest(int lane, int width) {
    for (int i = 0; i < carry.size(); i++) {
      for (int e = 0; e < carry.types().get(i).size(); e++) {
        arrays.before()[i][e * width + lane] = i == Carry.Y ? 1 : 0;
      }
    }
    arrays.stop()[lane] = 0;
    arrays.save()[lane] = 0;
  }

  private void begin(StepRecord record, int lane, int width, int wanted) {
    arrays.running()[lane] = 1;
    current[lane] = record.stack().lastStep();
    for (int i = Carry.ATTEMPTS; i < carry.controlStart(); i++) {
      arrays.before()[i][lane] = 0;
    }
    int row = record.stack().row(current[lane]);
    record.layout().load(record.stack().rows(), row, arrays.before(), lane, width);
    List<Stretch> stretches = record.stretches();
    int at = stretches.size() - 1;
    while (stretches.get(at).firstStep() > current[lane]) {
      at--;
    }
    stretch[lane] = at;
    arrays.stop()[lane] = stretches.get(at).stop();
    arrays.save()[lane] =
        Math.copySign(
            Double.POSITIVE_INFINITY, arrays.stop()[lane] - arrays.before()[Carry.T][lane]);
    keepNext(record, lane, current[lane], wanted);
  }

  /// Chooses the next checkpoint on the way from step `from`, which is held, to the one wanted, for
  /// which room is left in any case.
  private void keepNext(StepRecord record, int lane, int from, int wanted) {
    int checkpoints = record.stack().room();
    int steps = wanted - from + 1;
    checkpoint[lane] =
        checkpoints < 2 || steps < 2 ? wanted : from + BinomialSpacing.next(steps, checkpoints);
  }

  /// Where the steps go on after those that are wanted.
  ///
  /// @param t times
  /// @param y states, `[d][trajectory]`
  @SuppressWarnings("ArrayRecordComponent") // never compared
  public record Next(double[] t, double[] y) {}

  /// The step that was made again must lead to where the next one, which is known, began; unless
  /// that was somewhere else, after an event or a stop.
  private void requireSame(StepRecord record, int lane, int width, int step, Next next) {
    if (step == record.steps() - 1 || record.isBrokenAfter(step)) {
      return;
    }
    boolean same = arrays.after()[Carry.T][lane] == next.t()[lane];
    for (int i = lane; i < record.layout().dimension() * width; i += width) {
      same &= arrays.after()[Carry.Y][i] == next.y()[i];
    }
    if (!same) {
      throw new IllegalStateException(
          "step "
              + step
              + " from t = "
              + arrays.before()[Carry.T][lane]
              + " does not lead to the state that it led to before: the field is not a function of"
              + " time, state and parameters");
    }
  }

  /// After an attempt: keeps the step if it is one to keep; whether it was the last.
  private boolean proceed(StepRecord record, int lane, int width, int wanted) {
    if (arrays.rest()[Attempt.TAKEN][lane] == 0) {
      if (!(Math.abs(arrays.after()[Carry.H][lane])
          > Attempt.leastStep(arrays.after()[Carry.T][lane]))) {
        throw new IllegalStateException(
            "step " + current[lane] + " cannot be repeated from its checkpoint");
      }
      return false;
    }
    int step = current[lane];
    boolean isLast = step == wanted;
    if (isLast || step == checkpoint[lane]) {
      int row = record.stack().put(step);
      double tried = arrays.rest()[Attempt.TRIED][lane];
      record.layout().store(record.stack().rows(), row, arrays.before(), tried, lane, width);
      keepNext(record, lane, step, wanted);
    }
    if (isLast) {
      arrays.running()[lane] = 0;
      return true;
    }
    current[lane] = step + 1;
    List<Stretch> stretches = record.stretches();
    while (stretch[lane] + 1 < stretches.size()
        && stretches.get(stretch[lane] + 1).firstStep() <= step + 1) {
      stretch[lane]++;
      double[] begin = stretches.get(stretch[lane]).begin();
      if (begin.length > 0) {
        record.layout().load(begin, 0, arrays.after(), lane, width);
      }
      arrays.stop()[lane] = stretches.get(stretch[lane]).stop();
    }
    return false;
  }
}
