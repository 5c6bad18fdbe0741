package dev.odeon.gpu.ensemble;

import dev.odeon.ode.control.Limits;
import dev.odeon.ode.solution.Outcome;
import java.util.function.DoubleFunction;
import org.jspecify.annotations.Nullable;

/// What may end a run from outside: an interrupt of the thread that made it, or its deadline.
final class Halt {
  private final Thread caller = Thread.currentThread();
  private final boolean isTimed;
  private final long until;
  private volatile @Nullable DoubleFunction<Outcome> outcome;

  private Halt(boolean isTimed, long until) {
    this.isTimed = isTimed;
    this.until = until;
  }

  /// Of a run that begins now, on this thread.
  static Halt of(Limits limits) {
    long now = System.nanoTime();
    return new Halt(
        limits.deadline().isPresent(),
        limits.deadline().map(time -> now + time.toNanos()).orElse(now));
  }

  /// Whether the run is to end. Once it is, it stays so, for the same reason.
  boolean isDue() {
    if (outcome == null && caller.isInterrupted()) {
      outcome = Outcome.Cancelled::new;
    }
    if (outcome == null && isTimed && System.nanoTime() - until >= 0) {
      outcome = Outcome.Deadline::new;
    }
    return outcome != null;
  }

  /// How lanes ended that it halted at a time.
  DoubleFunction<Outcome> outcome() {
    DoubleFunction<Outcome> why = outcome;
    return why != null ? why : Outcome.Cancelled::new;
  }
}
