package dev.odeon.validation.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
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
    return sorted(nanos);
  }

  /// The median, the least and the largest of `values`.
  static Timing sorted(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new Timing(sorted[sorted.length / 2], sorted[0], sorted[sorted.length - 1]);
  }

  /// Seconds that this thread's processor spends on one call of `work`, the median of nine calls.
  static double processor(Runnable work) {
    return processor(9, work);
  }

  private static double processor(int rounds, Runnable work) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    double[] seconds = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      long start = threads.getCurrentThreadCpuTime();
      work.run();
      seconds[round] = (threads.getCurrentThreadCpuTime() - start) * 1e-9;
    }
    return sorted(seconds).median();
  }

  /// The same with another figure, `processor`: the median of the seconds that this thread's
  /// processor spends on one call, which hardly depends on what else the machine does.
  Timing withProcessorTime(int rounds, Runnable work) {
    SequencedMap<String, Double> more = new LinkedHashMap<>(extra);
    more.put("processor", processor(rounds, work));
    return new Timing(median, min, max, more);
  }

  /// In another unit.
  Timing times(double factor) {
    return new Timing(median * factor, min * factor, max * factor, extra);
  }
}
