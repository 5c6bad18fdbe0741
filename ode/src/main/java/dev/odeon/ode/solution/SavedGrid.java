package dev.odeon.ode.solution;

import dev.odeon.ode.problem.SaveAt;

/// States of all lanes at the same times; NaN where a trajectory did not come.
final class SavedGrid implements SavedStates {
  private final SaveAt saveAt;
  private final int dimension;
  private final int lanes;
  private final double[] states;

  /// @param states `[time][component][lane]`, not copied
  SavedGrid(SaveAt saveAt, int dimension, int lanes, double[] states) {
    this.saveAt = saveAt;
    this.dimension = dimension;
    this.lanes = lanes;
    this.states = states;
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

  double[] states() {
    return states;
  }

  @Override
  public int dimension() {
    return dimension;
  }

  @Override
  public int count(int lane) {
    return saveAt.count();
  }

  @Override
  public double time(int lane, int i) {
    return saveAt.time(i);
  }

  @Override
  public double value(int lane, int i, int component) {
    return states[(i * dimension + component) * lanes + lane];
  }
}
