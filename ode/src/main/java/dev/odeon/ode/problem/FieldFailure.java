package dev.odeon.ode.problem;

import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/// What a field of Java code threw.
///
/// @param t the time that it was to be evaluated at
/// @param cause the exception, the line that threw it, and the state
public record FieldFailure(double t, String cause) {
  /// Components of a state that are told.
  private static final int TOLD = 8;

  private static final ScopedValue<AtomicReference<FieldFailure>> FIRST = ScopedValue.newInstance();

  /// The exception `thrown` at state `y`.
  public static FieldFailure of(double t, double[] y, RuntimeException thrown) {
    StackTraceElement[] trace = thrown.getStackTrace();
    String where = trace.length == 0 ? "" : " at " + trace[0];
    String more = y.length > TOLD ? ", ..." : "";
    String state =
        Arrays.stream(y).limit(TOLD).mapToObj(Double::toString).collect(Collectors.joining(", "));
    return new FieldFailure(t, thrown + where + ", y = [" + state + more + "]");
  }

  /// The first that occurs while `work` runs on this thread.
  public static Optional<FieldFailure> during(Runnable work) {
    AtomicReference<FieldFailure> first = new AtomicReference<>();
    ScopedValue.where(FIRST, first).run(work);
    return Optional.ofNullable(first.get());
  }

  /// Tells who waits for it in [#during].
  static void report(double t, double[] y, RuntimeException thrown) {
    if (FIRST.isBound() && FIRST.get().get() == null) {
      FIRST.get().set(of(t, y, thrown));
    }
  }
}
