package dev.odeon.adjoint;

import dev.odeon.ode.lanes.StepRecord;
import java.util.Arrays;
import java.util.stream.DoubleStream;

/// The times between which the adjoint equation of one trajectory is integrated, from the last save
/// time whose cotangent is not zero back to the start.
final class Itinerary {
  private Itinerary() {}

  /// Save times.
  ///
  /// @param saves save times up to the last that matters
  static double[] atSaves(double[] saves, double start) {
    return backwards(DoubleStream.of(saves), start, saves);
  }

  /// Where steps begin, and the save times whose cotangent is not zero.
  ///
  /// @param saves save times up to the last that matters, which is one of `wanted`
  static double[] atSteps(StepRecord record, double[] wanted, double[] saves, double start) {
    double last = saves[saves.length - 1];
    double direction = Math.signum(last - start);
    DoubleStream.Builder times = DoubleStream.builder();
    for (int step = 1; step < record.steps(); step++) {
      double time = record.t(step);
      if (direction * (last - time) > 0) {
        times.add(time);
      }
    }
    return backwards(DoubleStream.concat(times.build(), DoubleStream.of(wanted)), start, saves);
  }

  private static double[] backwards(DoubleStream times, double start, double[] saves) {
    double direction = Math.signum(saves[saves.length - 1] - start);
    double[] sorted =
        DoubleStream.concat(times, DoubleStream.of(start)).sorted().distinct().toArray();
    if (direction > 0) {
      double[] reversed = new double[sorted.length];
      Arrays.setAll(reversed, i -> sorted[sorted.length - 1 - i]);
      return reversed;
    }
    return sorted;
  }
}
