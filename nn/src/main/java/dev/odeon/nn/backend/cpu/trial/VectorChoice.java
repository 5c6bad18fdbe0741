package dev.odeon.nn.backend.cpu.trial;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Whether one loop runs on vectors: not before HotSpot has compiled them, and only if they are the
/// faster.
///
/// The first vector calls are slow, so they are made on another thread. As both codes have the same
/// bits, it does not matter when the one takes over from the other. Counts of work are not exact
/// between threads, and need not be.
public final class VectorChoice {
  /// Below so many elements and lanes vectors cannot gain anything.
  public static final int LEAST_COUNT = 2;

  /// Work done after which the vector code of a loop is worth warming up. HotSpot compiles one loop
  /// after the other, many in a tenth of a second each: those that do the most work come first.
  private static final long WARM_UP_AFTER = 50_000;

  /// Work done by all loops before the first is warmed up. Until a program has done so much, which
  /// takes some tenths of a second, its other code waits for HotSpot too, and it may well end
  /// before vectors have repaid their warm-up.
  private static final long PROGRAM_WARM_UP_AFTER = 100_000_000;

  /// How many times as much work must be done before a loop that did not become fast is tried
  /// again: HotSpot may only have been busy.
  private static final long PATIENCE = 16;

  private enum State {
    COLD,
    WARMING,
    READY,
    SCALAR
  }

  private static long programWork;

  private final IntFunction<Trial> trials;
  private volatile State state;
  private long work;
  private long threshold = WARM_UP_AFTER;

  /// @param trials makes what a warm-up runs, from the count of work of the call that asks for it;
  ///   null if there are no vectors to choose
  public VectorChoice(@Nullable IntFunction<Trial> trials) {
    this.trials = trials == null ? VectorChoice::none : trials;
    state = trials == null ? State.SCALAR : State.COLD;
  }

  private static Trial none(int count) {
    throw new IllegalStateException("there are no vectors to try");
  }

  /// Whether so many elements and lanes side by side may ever be done by vectors.
  public static boolean isWorthVectors(int count) {
    return count >= LEAST_COUNT;
  }

  /// Whether elements and lanes side by side are better done by vectors now.
  ///
  /// @param count how many
  /// @param amount work of the call, in units of some dozens of operations on a number
  public boolean use(int count, long amount) {
    State now = state;
    if (now == State.READY) {
      return isWorthVectors(count);
    }
    if (now == State.COLD && isWorthVectors(count)) {
      work += amount;
      programWork += amount;
      if (work > threshold && programWork > PROGRAM_WARM_UP_AFTER) {
        begin(count);
      }
    }
    return false;
  }

  /// Asks for a warm-up, of several callers one.
  private synchronized void begin(int count) {
    if (state == State.COLD) {
      state = State.WARMING;
      WarmUp.schedule(this, () -> trials.apply(count));
    }
  }

  /// Settles the choice.
  public synchronized void decide(boolean vectorsAreFaster) {
    state = vectorsAreFaster ? State.READY : State.SCALAR;
  }

  /// Ends a warm-up in which vectors did not become the faster.
  synchronized void postpone() {
    if (state == State.WARMING) {
      work = 0;
      threshold *= PATIENCE;
      state = State.COLD;
    }
  }
}
