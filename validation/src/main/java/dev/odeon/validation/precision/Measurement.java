package dev.odeon.validation.precision;

import dev.odeon.ode.problem.Tolerances;
import dev.odeon.validation.problem.EndProblem;
import java.util.Arrays;
import java.util.function.Supplier;

/// One point of a diagram.
///
/// @param tolerance relative
/// @param error at the end, in units of `|y|` and of the problem's absolute scale; NaN if the end
///   was not reached
/// @param millis of a warm run, the median
/// @param evaluations of the field
record Measurement(double tolerance, double error, double millis, long evaluations) {
  private static final int RUNS = 7;
  private static final double WARM_UP_SECONDS = 0.15;
  private static final int WARM_UP_RUNS = 300;

  /// Longer runs are not repeated: their code is warm by its own length.
  private static final double LONG_SECONDS = 0.5;

  static Measurement of(Contender contender, EndProblem problem, double tolerance) {
    Tolerances tolerances = problem.tolerances(tolerance);
    Supplier<Ending> run = contender.prepare(problem, tolerances);
    long start = System.nanoTime();
    Ending ending = run.get();
    double first = (System.nanoTime() - start) * 1e-9;
    boolean done = ending.error().isEmpty() || first > LONG_SECONDS;
    return new Measurement(
        tolerance,
        ending.error().orElse(Double.NaN),
        1e3 * (done ? first : warm(run)),
        ending.evaluations());
  }

  private static double warm(Supplier<Ending> run) {
    long end = System.nanoTime() + (long) (WARM_UP_SECONDS * 1e9);
    for (int i = 0; i < WARM_UP_RUNS && System.nanoTime() < end; i++) {
      run.get();
    }
    double[] seconds = new double[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long start = System.nanoTime();
      run.get();
      seconds[i] = (System.nanoTime() - start) * 1e-9;
    }
    Arrays.sort(seconds);
    return seconds[RUNS / 2];
  }

  boolean reachedTheEnd() {
    return !Double.isNaN(error);
  }

  /// The error in tolerances.
  double ratio() {
    return error / tolerance;
  }
}
