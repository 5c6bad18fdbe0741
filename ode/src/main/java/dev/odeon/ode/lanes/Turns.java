package dev.odeon.ode.lanes;

/// Lets workers act one at a time, in the order of their numbers from 0. Every number has its turn
/// unless one fails; the worker of the least number left never waits, so nobody waits forever.
final class Turns {
  private int next;
  private boolean over;
  private boolean failed;

  /// Waits until it is the turn of `number`, then acts, unless it is over; whether it was not. An
  /// interrupt is kept for later.
  synchronized boolean take(int number, Runnable action) {
    boolean interrupted = false;
    while (next != number && !failed) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    try {
      if (!over && !failed) {
        action.run();
      }
      return !over && !failed;
    } finally {
      next++;
      notifyAll();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Ends it at the turn of `number`: nobody acts from there on.
  void end(int number) {
    boolean _ = take(number, () -> over = true);
  }

  /// Ends it at once.
  synchronized void fail() {
    failed = true;
    notifyAll();
  }
}
