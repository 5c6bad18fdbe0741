package dev.odeon.nn.backend.cpu;

/// Whether one loop of a kernel runs on vectors: not before HotSpot has compiled them, and only if
/// they are the faster.
///
/// The first vector calls are slow, so they are made on another thread. As both codes have the same
/// bits, it does not matter when the one takes over from the other. The count of work is not exact
/// between threads, and need not be.
final class VectorChoice {
  /// Below so many elements and lanes a vector register would be mostly empty.
  private static final int LEAST_COUNT = 4;

  /// Elements and lanes done after which the vector code is worth warming up.
  private static final long WARM_UP_AFTER = 50_000;

  private enum State {
    COLD,
    WARMING,
    READY,
    SLOWER
  }

  private final WarmUp.Loop loop;
  private volatile State state;
  private long work;

  /// @param loop what a warm-up runs; null if there are no vectors to choose
  VectorChoice(WarmUp.@org.jspecify.annotations.Nullable Loop loop) {
    this.loop = loop == null ? WarmUp.Loop.NONE : loop;
    state = loop == null ? State.SLOWER : State.COLD;
  }

  /// Whether `count` elements and lanes are better done by vectors now.
  boolean use(int count) {
    State now = state;
    if (now == State.READY) {
      return count >= LEAST_COUNT;
    }
    if (now == State.COLD && count >= LEAST_COUNT) {
      work += count;
      if (work > WARM_UP_AFTER) {
        state = State.WARMING;
        WarmUp.schedule(this, count);
      }
    }
    return false;
  }

  /// Whether the warm-up is over.
  boolean isSettled() {
    State now = state;
    return now == State.READY || now == State.SLOWER;
  }

  WarmUp.Loop loop() {
    return loop;
  }

  /// Ends the warm-up.
  void decide(boolean vectorsAreFaster) {
    state = vectorsAreFaster ? State.READY : State.SLOWER;
  }
}
