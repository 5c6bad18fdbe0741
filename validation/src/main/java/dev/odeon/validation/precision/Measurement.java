package dev.odeon.validation.precision;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/// One point of a diagram.
///
/// @param tolerance relative
/// @param error at the end, in units of `|y|` and of the problem's absolute scale; NaN if the end
///   was not reached
/// @param millis of the processor in a warm run, the median; of the first run where time is not
///   measured
/// @param evaluations of the field
record Measurement(double tolerance, double error, double millis, long evaluations) {
  /// What other processes do to the clock on the wall, they do not do to this one.
  private static final ThreadMXBean PROCESSOR = ManagementFactory.getThreadMXBean();

  private static final int MOST_RUNS = 15;
  private static final double WARM_UP_SECONDS = 0.4;
  private static final double MEASURED_SECONDS = 0.3;

  /// Longer runs are not repeated: their code is warm by its own length.
  private static final double LONG_SECONDS = 0.4;

  static Measurement of(Contender contender, EndProblem problem, double tolerance, Work work) {
    Tolerances tolerances = problem.tolerances(tolerance);
    Supplier<Ending> run = contender.prepare(problem, tolerances);
    long start = PROCESSOR.getCurrentThreadCpuTime();
    Ending ending = run.get();
    double first = (PROCESSOR.getCurrentThreadCpuTime() - start) * 1e-9;
    boolean once = work == Work.EVALUATIONS || ending.error().isEmpty() || first > LONG_SECONDS;
    return new Measurement(
        tolerance,
        ending.error().orElse(Double.NaN),
        1e3 * (once ? first : warm(run)),
        ending.evaluations());
  }

  private static double warm(Supplier<Ending> run) {
    long end = PROCESSOR.getCurrentThreadCpuTime() + (long) (WARM_UP_SECONDS * 1e9);
    while (PROCESSOR.getCurrentThreadCpuTime() < end) {
      var _ = run.get();
    }
    List<Double> seconds = new ArrayList<>();
    double sum = 0;
    while (seconds.isEmpty() || (seconds.size() < MOST_RUNS && sum < MEASURED_SECONDS)) {
      long start = PROCESSOR.getCurrentThreadCpuTime();
      var _ = run.get();
      double last = (PROCESSOR.getCurrentThreadCpuTime() - start) * 1e-9;
      seconds.add(last);
      sum += last;
    }
    Collections.sort(seconds);
    return seconds.get(seconds.size() / 2);
  }

  boolean reachedTheEnd() {
    return !Double.isNaN(error);
  }

  /// The error in tolerances.
  double ratio() {
    return error / tolerance;
  }
}
