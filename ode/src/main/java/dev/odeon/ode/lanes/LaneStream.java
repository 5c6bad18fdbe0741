package dev.odeon.ode.lanes;

import dev.odeon.ode.control.Limits;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// An ensemble on its way from a source to a sink, block by block: a thread that has solved a block
/// waits with it until its turn comes.
final class LaneStream {
  /// Solves a block.
  @FunctionalInterface
  interface BlockRun {
    LaneRun of(LaneInput input, int width, long until);
  }

  /// Leaves the workers when no further block is to be taken.
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1;

    Ended() {
      super("ended", null, false, false);
    }
  }

  private final LaneSource source;
  private final LaneSink sink;
  private final BlockRun run;
  private final Turns turns = new Turns();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  LaneStream(LaneSource source, LaneSink sink, BlockRun run) {
    this.source = source;
    this.sink = sink;
    this.run = run;
  }

  /// Runs all; the number of trajectories that arrived.
  long run(int threads, Limits limits, long until) {
    long count = source.count();
    if (count < 0 || count > (long) Integer.MAX_VALUE * Blocks.SIZE) {
      throw new IllegalArgumentException(
          "count "
              + count
              + " of trajectories is outside 0.."
              + (long) Integer.MAX_VALUE * Blocks.SIZE);
    }
    int blocks = (int) Math.ceilDiv(count, (long) Blocks.SIZE);
    boolean timed = limits.deadline().isPresent();
    try {
      Blocks.forEach(
          blocks,
          threads,
          () ->
              block -> {
                boolean isUp = timed && System.nanoTime() - until >= 0;
                if (isUp || Thread.currentThread().isInterrupted()) {
                  turns.end(block);
                  throw new Ended();
                }
                pass(block, count, until);
              });
    } catch (Ended e) {
      Throwable cause = failure.get();
      if (cause instanceof RuntimeException exception) {
        throw exception;
      }
      if (cause instanceof Error error) {
        throw error;
      }
    }
    return delivered.get();
  }

  private void pass(int block, long count, long until) {
    long first = (long) block * Blocks.SIZE;
    int width = (int) Math.min(Blocks.SIZE, count - first);
    boolean arrived = false;
    try {
      LaneRun part = run.of(source.take(first, width), width, until);
      arrived =
          turns.take(
              block,
              () -> {
                sink.accept(first, part.solution());
                delivered.addAndGet(width);
              });
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      turns.fail();
      throw e;
    }
    if (!arrived) {
      throw new Ended();
    }
  }
}
