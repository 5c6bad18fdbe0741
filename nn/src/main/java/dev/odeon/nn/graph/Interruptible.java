package dev.odeon.nn.graph;

import java.util.Optional;
import java.util.function.Supplier;

/// Work on graphs that an interrupt of its thread ends: to derive, order and simplify the graphs of
/// a large field can take seconds.
///
/// What runs outside of [#call] is not ended: only who asked for it is ready to get nothing.
public final class Interruptible {
  private static final ScopedValue<Boolean> ASKED = ScopedValue.newInstance();

  /// Leaves the work.
  private static final class Interrupted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Interrupted() {
      super("interrupted", null, false, false);
    }
  }

  private Interruptible() {}

  /// The result of `work`, or nothing if its thread was interrupted before it was done; the flag is
  /// kept.
  public static <T> Optional<T> call(Supplier<T> work) {
    try {
      return Optional.of(ScopedValue.where(ASKED, true).call(work::get));
    } catch (Interrupted _) {
      return Optional.empty();
    }
  }

  /// Ends the work under way, if it may be ended and its thread is interrupted. Called once an
  /// equation, a row or a column by whatever goes through many.
  public static void check() {
    if (Thread.currentThread().isInterrupted() && ASKED.isBound()) {
      throw new Interrupted();
    }
  }
}
