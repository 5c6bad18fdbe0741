package dev.odeon.validation.bench;

import java.util.Arrays;
import java.util.Collections;
import java.util.SequencedMap;

/// Times of repeated runs.
///
/// @param median the middle one
/// @param min the shortest
/// @param max the longest
/// @param extra other figures of the same run, by name
record Timing(double median, double min, double max, SequencedMap<String, Double> extra) {
  Timing(double median, double min, double max) {
    this(median, min, max, Collections.emptyNavigableMap());
  }

  /// Nanoseconds of one call of `work`: `rounds` rounds of `calls` calls, after as many seconds of
  /// warm-up as given.
  static Timing of(double warmUpSeconds, int rounds, int calls, Runnable work) {
    long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
    while (System.nanoTime() < end) {
      work.run();
    }
    double[] nanos = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = System.nanoTime();
      for (int call = 0; call < calls; call++) {
        work.run();
      }
      nanos[round] = (System.nanoTime() - start) / (double) calls;
    }
    Arrays.sort(nanos);
    return new Timing(nanos[rounds / 2], nanos[0], nanos[rounds - 1]);
  }

  /// In another unit.
  Timing times(double factor) {
    return new Timing(median * factor, min * factor, max * factor, extra);
  }
}
