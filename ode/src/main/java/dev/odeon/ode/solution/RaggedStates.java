package dev.odeon.ode.solution;

import java.util.List;

/// What was kept of trajectories at times of their own.
///
/// @param rows one a lane
public record RaggedStates(int dimension, List<SavedRows> rows) implements SavedStates {
  public RaggedStates {
    rows = List.copyOf(rows);
  }

  @Override
  public int count(int lane) {
    return rows.get(lane).count();
  }

  @Override
  public double time(int lane, int i) {
    return rows.get(lane).time(i);
  }

  @Override
  public double value(int lane, int i, int component) {
    return rows.get(lane).value(i, component);
  }
}
