package dev.odeon.ode.solution;

import dev.odeon.ode.problem.SaveAt;
import java.util.List;
import java.util.Optional;

/// States of all trajectories (lanes) at the save times, with an outcome for each.
///
/// Where all lanes share given times, states after the point where a trajectory ended are NaN;
/// times of a lane's own end there.
public final class Solution {
  private final SaveAt saveAt;
  private final SavedStates saved;
  private final List<Outcome> outcomes;
  private final List<SolveStats> stats;
  private final List<List<Occurrence>> occurrences;
  private final Optional<DenseOutput> dense;

  /// At times that all lanes share, without events.
  ///
  /// @param states `[time][component][lane]`, not copied
  public Solution(
      SaveAt saveAt,
      int dimension,
      double[] states,
      List<Outcome> outcomes,
      List<SolveStats> stats) {
    this(
        saveAt,
        grid(saveAt, dimension, outcomes.size(), states),
        outcomes,
        stats,
        List.of(),
        Optional.empty());
  }

  /// @param occurrences of events, one list a lane, or none at all
  /// @param dense what evaluates the trajectories anywhere, if it was asked for
  public Solution(
      SaveAt saveAt,
      SavedStates saved,
      List<Outcome> outcomes,
      List<SolveStats> stats,
      List<List<Occurrence>> occurrences,
      Optional<DenseOutput> dense) {
    this.saveAt = saveAt;
    this.saved = saved;
    this.outcomes = List.copyOf(outcomes);
    this.stats = List.copyOf(stats);
    this.occurrences = occurrences.stream().map(List::copyOf).toList();
    this.dense = dense;
  }

  /// States at times that all lanes share.
  ///
  /// @param states `[time][component][lane]`, not copied
  public static SavedStates grid(SaveAt saveAt, int dimension, int lanes, double[] states) {
    return new SavedGrid(saveAt, dimension, lanes, states);
  }

  /// The save times.
  public SaveAt saveAt() {
    return saveAt;
  }

  /// Length of what is kept at each time: that of the state, or of the quantity observed.
  public int dimension() {
    return saved.dimension();
  }

  /// Number of trajectories.
  public int lanes() {
    return outcomes.size();
  }

  /// Number of times kept of trajectory `lane`.
  public int count(int lane) {
    return saved.count(lane);
  }

  /// Save time number `time` of trajectory `lane`.
  public double time(int lane, int time) {
    return saved.time(lane, time);
  }

  /// All save times of trajectory `lane`.
  public double[] times(int lane) {
    double[] times = new double[count(lane)];
    for (int i = 0; i < times.length; i++) {
      times[i] = time(lane, i);
    }
    return times;
  }

  /// Component `component` of trajectory `lane` at its save time number `time`.
  public double state(int lane, int time, int component) {
    return saved.value(lane, time, component);
  }

  /// The state of trajectory `lane` at its save time number `time`.
  public double[] state(int lane, int time) {
    double[] y = new double[dimension()];
    for (int i = 0; i < y.length; i++) {
      y[i] = state(lane, time, i);
    }
    return y;
  }

  /// Component `component` of trajectory `lane` at all save times.
  public double[] component(int lane, int component) {
    double[] y = new double[count(lane)];
    for (int i = 0; i < y.length; i++) {
      y[i] = state(lane, i, component);
    }
    return y;
  }

  /// All states, `[time][component][lane]`, a copy.
  ///
  /// @throws IllegalStateException if lanes do not share their times
  public double[] states() {
    return grid().clone();
  }

  /// Number of all saved numbers: times, components and lanes multiplied.
  ///
  /// @throws IllegalStateException if lanes do not share their times
  public int stateCount() {
    return grid().length;
  }

  /// Copies all states to `target`, `[time][component][lane]`.
  ///
  /// @throws IllegalStateException if lanes do not share their times
  public void copyStates(double[] target) {
    double[] states = grid();
    System.arraycopy(states, 0, target, 0, states.length);
  }

  /// Copies the states at the first `count` times of every lane to `target`,
  /// `[time][component][lane]`; NaN where a lane has fewer times.
  ///
  /// @param target at least as long as these numbers multiplied
  public void copyStates(int count, double[] target) {
    if (saved instanceof SavedGrid all && saveAt.count() == count) {
      System.arraycopy(all.states(), 0, target, 0, all.states().length);
      return;
    }
    int at = 0;
    for (int time = 0; time < count; time++) {
      for (int i = 0; i < dimension(); i++) {
        for (int lane = 0; lane < lanes(); lane++) {
          target[at++] = time < count(lane) ? state(lane, time, i) : Double.NaN;
        }
      }
    }
  }

  private double[] grid() {
    if (saved instanceof SavedGrid all) {
      return all.states();
    }
    throw new IllegalStateException("lanes have different save times: read them lane by lane");
  }

  /// The occurrences of events in trajectory `lane`, in order.
  public List<Occurrence> occurrences(int lane) {
    return occurrences.isEmpty() ? List.of() : occurrences.get(lane);
  }

  /// What evaluates the trajectories anywhere.
  ///
  /// @throws IllegalStateException if it was not asked for by `SaveAt.withDense()`
  public DenseOutput denseOutput() {
    return dense.orElseThrow(
        () -> new IllegalStateException("no dense output was kept: ask for SaveAt.withDense()"));
  }

  /// How trajectory `lane` ended.
  public Outcome outcome(int lane) {
    return outcomes.get(lane);
  }

  /// What trajectory `lane` cost.
  public SolveStats stats(int lane) {
    return stats.get(lane);
  }

  /// Whether all trajectories ended as planned.
  public boolean isSuccess() {
    return outcomes.stream().allMatch(Outcome::isSuccess);
  }
}
