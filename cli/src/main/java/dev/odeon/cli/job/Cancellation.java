package dev.odeon.cli.job;

/// A request to stop, made on one thread (Ctrl-C) and obeyed on another.
public final class Cancellation {
  private volatile boolean requested;

  /// Asks the work to stop soon, and to keep what it has.
  public void request() {
    requested = true;
  }

  /// Whether the work should stop; to be asked at least after every step of an optimiser.
  public boolean isRequested() {
    return requested;
  }
}
