package dev.odeon.ode.lanes;

import java.util.Arrays;

/// Where trajectories ended: at the end of their span, at an event that ended them, or nowhere.
///
/// @param times one a lane; NaN if it failed
/// @param states `[d][lane]`, after any change by an event at that time; NaN if it failed
@SuppressWarnings("ArrayRecordComponent") // never compared
public record LaneEnds(double[] times, double[] states) {
  static LaneEnds of(int dimension, int lanes) {
    LaneEnds ends = new LaneEnds(new double[lanes], new double[dimension * lanes]);
    Arrays.fill(ends.times, Double.NaN);
    Arrays.fill(ends.states, Double.NaN);
    return ends;
  }

  /// Notes the end of `lane`, its state in column `column` of `values`.
  public void put(int lane, double time, double[] values, int column, int width) {
    int lanes = times.length;
    times[lane] = time;
    for (int i = 0; i < states.length / lanes; i++) {
      states[i * lanes + lane] = values[i * width + column];
    }
  }
}
