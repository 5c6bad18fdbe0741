package dev.odeon.ode.solution;

import dev.odeon.ode.problem.SaveAt;
import java.util.List;

/// States of all trajectories (lanes) at the save times, with an outcome for each.
///
/// States after the point where a trajectory failed are NaN.
public final class Solution {
  private final SaveAt saveAt;
  private final int dimension;
  private final int lanes;
  private final double[] states;
  private final List<Outcome> outcomes;
  private final List<SolveStats> stats;

  /// @param states `[time][component][lane]`, not copied
  public Solution(
      SaveAt saveAt,
      int dimension,
      double[] states,
      List<Outcome> outcomes,
      List<SolveStats> stats) {
    this.saveAt = saveAt;
    this.dimension = dimension;
    this.states = states;
    this.outcomes = List.copyOf(outcomes);
    this.stats = List.copyOf(stats);
    lanes = outcomes.size();
    if (states.length != (long) saveAt.count() * dimension * lanes) {
      throw new IllegalArgumentException(
          states.length
              + " states for "
              + saveAt.count()
              + " times, dimension "
              + dimension
              + ", "
              + lanes
              + " lanes");
    }
  }

  /// The save times.
  public SaveAt saveAt() {
    return saveAt;
  }

  /// Length of the state.
  public int dimension() {
    return dimension;
  }

  /// Number of trajectories.
  public int lanes() {
    return lanes;
  }

  /// Component `component` of trajectory `lane` at save time `time`.
  public double state(int lane, int time, int component) {
    return states[(time * dimension + component) * lanes + lane];
  }

  /// The state of trajectory `lane` at save time `time`.
  public double[] state(int lane, int time) {
    double[] y = new double[dimension];
    for (int i = 0; i < dimension; i++) {
      y[i] = state(lane, time, i);
    }
    return y;
  }

  /// Component `component` of trajectory `lane` at all save times.
  public double[] component(int lane, int component) {
    double[] y = new double[saveAt.count()];
    for (int i = 0; i < y.length; i++) {
      y[i] = state(lane, i, component);
    }
    return y;
  }

  /// All states, `[time][component][lane]`, a copy.
  public double[] states() {
    return states.clone();
  }

  /// Number of all saved numbers: times, components and lanes multiplied.
  public int stateCount() {
    return states.length;
  }

  /// Copies all states to `target`, `[time][component][lane]`.
  public void copyStates(double[] target) {
    System.arraycopy(states, 0, target, 0, states.length);
  }

  /// How trajectory `lane` ended.
  public Outcome outcome(int lane) {
    return outcomes.get(lane);
  }

  /// What trajectory `lane` cost.
  public SolveStats stats(int lane) {
    return stats.get(lane);
  }

  /// Whether all trajectories reached the end.
  public boolean isSuccess() {
    return outcomes.stream().allMatch(Outcome::isSuccess);
  }
}
