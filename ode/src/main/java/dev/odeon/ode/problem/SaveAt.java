package dev.odeon.ode.problem;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// What is kept of a trajectory: its state, or a quantity observed on it, at given times, the same
/// for all lanes or each lane's own, or at the ends of steps; and on request all that is needed to
/// evaluate it anywhere.
///
/// Where an event changes the state at a save time, the state before the change is kept.
public final class SaveAt {
  private final double[] times;
  private final List<double[]> perLane;
  private final int every;
  private final Optional<StateFunction> observed;
  private final Density density;

  private enum Density {
    SPARSE,
    DENSE
  }

  private SaveAt(
      double[] times,
      List<double[]> perLane,
      int every,
      Optional<StateFunction> observed,
      Density density) {
    this.times = times;
    this.perLane = perLane;
    this.every = every;
    this.observed = observed;
    this.density = density;
  }

  private static SaveAt given(double[] times) {
    return new SaveAt(times, List.of(), 0, Optional.empty(), Density.SPARSE);
  }

  /// The given times, ascending, or descending for a span that runs backwards.
  ///
  /// @throws IllegalArgumentException if there is none, or one is not finite, or they are not in
  ///   order
  public static SaveAt times(double... times) {
    if (times.length == 0) {
      throw new IllegalArgumentException("save times are empty");
    }
    checkOrder(times);
    return given(times.clone());
  }

  /// Each lane's own times, ordered like those of [#times]; a lane may have none.
  ///
  /// @throws IllegalArgumentException if one is not finite, or they are not in order
  public static SaveAt perLane(List<double[]> times) {
    List<double[]> copies = times.stream().map(double[]::clone).toList();
    copies.forEach(SaveAt::checkOrder);
    return new SaveAt(new double[0], copies, 0, Optional.empty(), Density.SPARSE);
  }

  /// The start and the end of every step, and both states of every change by an event.
  public static SaveAt steps() {
    return everySteps(1);
  }

  /// The start, the end of every `number`-th accepted step, the last state reached, and both states
  /// of every change by an event.
  ///
  /// @throws IllegalArgumentException if `number` is below 1
  public static SaveAt everySteps(int number) {
    if (number < 1) {
      throw new IllegalArgumentException("number of steps " + number + " is below 1");
    }
    return new SaveAt(new double[0], List.of(), number, Optional.empty(), Density.SPARSE);
  }

  /// No times, but all that is needed to evaluate the trajectory anywhere:
  /// `Solution.denseOutput()`.
  public static SaveAt dense() {
    return given(new double[0]).withDense();
  }

  /// The same, and all that is needed to evaluate the trajectory anywhere: for each step 8 (d + 2)
  /// bytes and 8 d for each stage.
  public SaveAt withDense() {
    return new SaveAt(times, perLane, every, observed, Density.DENSE);
  }

  /// The same times, but instead of the state the vector or scalar `quantity` is kept.
  public SaveAt observing(StateFunction quantity) {
    return new SaveAt(times, perLane, every, Optional.of(quantity), density);
  }

  private static void checkOrder(double[] times) {
    double direction = 0;
    for (int i = 0; i < times.length; i++) {
      if (!Double.isFinite(times[i])) {
        throw new IllegalArgumentException("save time " + i + ", " + times[i] + ", is not finite");
      }
      double turn = i == 0 ? 0 : Math.signum(times[i] - times[i - 1]);
      if (turn * direction < 0) {
        throw new IllegalArgumentException(
            "save time " + i + ", " + times[i] + ", is out of order after " + times[i - 1]);
      }
      direction = turn == 0 ? direction : turn;
    }
  }

  /// `count` equally spaced times from `first` to `last`, ends included.
  public static SaveAt linspace(double first, double last, int count) {
    if (count < 2) {
      throw new IllegalArgumentException("count " + count + " of save times is below 2");
    }
    double[] times = new double[count];
    for (int i = 0; i < count; i++) {
      times[i] = first + (last - first) * i / (count - 1);
    }
    times[count - 1] = last;
    return times(times);
  }

  /// The end of `span` only.
  public static SaveAt end(TimeSpan span) {
    return times(span.end());
  }

  /// Number of times.
  ///
  /// @throws IllegalStateException if lanes do not share given times
  public int count() {
    return shared().length;
  }

  /// Number of given times of the lane that has the most; 0 if steps are kept.
  public int mostTimes() {
    return perLane.isEmpty()
        ? times.length
        : perLane.stream().mapToInt(own -> own.length).max().getAsInt();
  }

  /// Time `i`.
  ///
  /// @throws IllegalStateException if lanes do not share given times
  public double time(int i) {
    return shared()[i];
  }

  /// The times as a fresh array.
  ///
  /// @throws IllegalStateException if lanes do not share given times
  public double[] toArray() {
    return shared().clone();
  }

  private double[] shared() {
    if (!isShared()) {
      throw new IllegalStateException("save times are not the same for all lanes: " + this);
    }
    return times;
  }

  /// Whether all lanes are kept at the same given times.
  public boolean isShared() {
    return every == 0 && perLane.isEmpty();
  }

  /// The given times of lane `lane`, a copy; empty if steps are kept.
  public double[] timesOf(int lane) {
    return isShared() ? toArray() : every > 0 ? new double[0] : perLane.get(lane).clone();
  }

  /// How many steps lie between two that are kept; 0 if given times are.
  public int stepsApart() {
    return every;
  }

  /// Number of lanes that have times of their own; 0 if none has.
  public int lanesWithOwnTimes() {
    return perLane.size();
  }

  /// What is kept instead of the state.
  public Optional<StateFunction> observed() {
    return observed;
  }

  /// Whether all is kept that is needed to evaluate the trajectory anywhere.
  public boolean isDense() {
    return density == Density.DENSE;
  }

  /// Checks that it suits `lanes` lanes.
  ///
  /// @throws IllegalArgumentException if as many do not have times of their own
  public void checkLanes(int lanes) {
    if (!perLane.isEmpty() && perLane.size() != lanes) {
      throw new IllegalArgumentException(
          "save times of " + perLane.size() + " lanes for " + lanes + " lanes");
    }
  }

  /// Checks that the times lie within `span` and run in its direction.
  ///
  /// @throws IllegalArgumentException naming the first time that does not
  public void checkWithin(TimeSpan span) {
    checkWithin(span, times);
    perLane.forEach(own -> checkWithin(span, own));
  }

  private static void checkWithin(TimeSpan span, double[] times) {
    for (int i = 0; i < times.length; i++) {
      if (!span.contains(times[i])) {
        throw new IllegalArgumentException(
            "save time "
                + i
                + ", "
                + times[i]
                + ", is outside the time span from "
                + span.start()
                + " to "
                + span.end());
      }
      if (i > 0 && span.direction() * (times[i] - times[i - 1]) < 0) {
        throw new IllegalArgumentException(
            "save time "
                + i
                + ", "
                + times[i]
                + ", runs against the time span from "
                + span.start()
                + " to "
                + span.end());
      }
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SaveAt that
        && Arrays.equals(times, that.times)
        && every == that.every
        && density == that.density
        && observed.equals(that.observed)
        && Arrays.deepEquals(perLane.toArray(), that.perLane.toArray());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(times) + 31 * Arrays.deepHashCode(perLane.toArray()) + every;
  }

  @Override
  public String toString() {
    String when =
        every > 0
            ? "every " + every + " steps"
            : perLane.isEmpty() ? Arrays.toString(times) : Arrays.deepToString(perLane.toArray());
    return "SaveAt "
        + when
        + (isDense() ? ", dense" : "")
        + (observed.isPresent() ? ", observed" : "");
  }
}
