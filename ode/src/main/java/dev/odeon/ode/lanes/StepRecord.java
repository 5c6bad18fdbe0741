package dev.odeon.ode.lanes;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// The accepted steps of one trajectory: for each, where it began, its size, the state there, and
/// which save times lay in it.
///
/// A record whose memory is bounded may hold only some of its steps. Such a record is read once,
/// backwards, with a [Replay] making the others again.
public final class StepRecord {
  private final StepLayout layout;
  private final CheckpointStack stack;
  private final List<Stretch> stretches = new ArrayList<>();
  private final List<StepBreak> breaks = new ArrayList<>();
  private int[] stepOfSave = new int[0];
  private int saves;
  private int steps;
  private int savedAtStart;
  private double reached = Double.NaN;

  /// @param capacity most steps that may be held, at least 2
  StepRecord(StepLayout layout, int capacity) {
    this.layout = layout;
    stack = new CheckpointStack(layout.stride(), capacity);
  }

  /// Number of accepted steps.
  public int steps() {
    return steps;
  }

  /// Whether all steps are at hand, in any order.
  public boolean isComplete() {
    return !stack.isThinned();
  }

  /// Whether steps were given up that can no longer be made again, since the checkpoints before
  /// them were used.
  public boolean isUsedUp() {
    return !isComplete() && stack.lastStep() != steps - 1;
  }

  /// Whether step `step` is at hand.
  public boolean holds(int step) {
    return isComplete() ? step < steps : stack.lastStep() == step;
  }

  /// Time at the beginning of step `step`, which must be at hand.
  public double t(int step) {
    return stack.rows()[stack.row(step) + StepLayout.T];
  }

  /// Size of step `step`; of a step that was cut short, the size before.
  public double h(int step) {
    return stack.rows()[stack.row(step) + StepLayout.TRIED];
  }

  /// Component `component` of the state at the beginning of step `step`.
  public double y(int step, int component) {
    return stack.rows()[stack.row(step) + StepLayout.Y + component];
  }

  /// Which way step `step` went, see [dev.odeon.ode.step.StepRule#choice]; 0 if there is one only.
  public double choice(int step) {
    int at = layout.choice();
    return at < 0 ? 0 : stack.rows()[stack.row(step) + at];
  }

  /// The time that was reached.
  public double reached() {
    return reached;
  }

  /// Where steps do not simply follow each other, in order.
  public List<StepBreak> breaks() {
    return Collections.unmodifiableList(breaks);
  }

  /// Number of save times at the start of the time span.
  public int savedAtStart() {
    return savedAtStart;
  }

  /// Number of save times that were reached.
  public int saved() {
    return saves;
  }

  /// The step in which save `save` lies; -1 stands for the start.
  public int stepOfSave(int save) {
    return save < savedAtStart ? -1 : stepOfSave[save];
  }

  void startWith(int count) {
    savedAtStart = count;
    saves = count;
  }

  /// Adds an accepted step.
  ///
  /// @param carried what was carried into it
  void add(double[][] carried, double tried, int column, int width) {
    int at = stack.advance(steps);
    layout.store(stack.rows(), at, carried, tried, column, width);
    steps++;
  }

  /// Ends the last step.
  ///
  /// @param count number of save times up to its end
  void endStep(double time, int count) {
    reached = time;
    if (count > stepOfSave.length) {
      stepOfSave = Arrays.copyOf(stepOfSave, Math.max(count, 2 * saves));
    }
    Arrays.fill(stepOfSave, saves, Math.max(saves, count), steps - 1);
    saves = Math.max(saves, count);
  }

  /// Notes that the last step was ended from outside.
  void interrupt(int occurrences, boolean isCut) {
    breaks.add(new StepBreak(steps - 1, reached, occurrences, isCut));
  }

  /// Notes what the next step begins with, after [#interrupt].
  void resume(double stop, double[][] carried, int column, int width) {
    if (layout.isRepeatable()) {
      double[] begin = new double[layout.stride()];
      layout.store(begin, 0, carried, 0, column, width);
      stretches.add(new Stretch(steps, stop, begin));
    }
  }

  /// Notes where the steps from the next one on are to end, if that is new.
  void aim(double stop) {
    if (stretches.isEmpty() || stretches.getLast().stop() != stop) {
      stretches.add(new Stretch(steps, stop, new double[0]));
    }
  }

  /// Whether step `step` and the next do not simply follow each other.
  public boolean isBrokenAfter(int step) {
    int low = 0;
    int high = breaks.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (breaks.get(middle).step() < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < breaks.size() && breaks.get(low).step() == step;
  }

  StepLayout layout() {
    return layout;
  }

  CheckpointStack stack() {
    return stack;
  }

  /// The stretches, in order.
  List<Stretch> stretches() {
    return stretches;
  }
}
