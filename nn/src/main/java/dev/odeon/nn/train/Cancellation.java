package dev.odeon.nn.train;

import java.util.function.BooleanSupplier;

/// Asks a training run to stop at its next step: by [#cancel] from any thread or signal handler, or
/// by interrupting the training thread, whose interrupt flag is kept.
public final class Cancellation implements BooleanSupplier {
  private volatile boolean cancelled;

  /// A cancellation that has not been asked for.
  public Cancellation() {}

  /// Asks for it.
  public void cancel() {
    cancelled = true;
  }

  /// Whether it was asked for, or the calling thread is interrupted.
  @Override
  public boolean getAsBoolean() {
    return cancelled || Thread.currentThread().isInterrupted();
  }
}
