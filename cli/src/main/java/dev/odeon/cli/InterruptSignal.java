package dev.odeon.cli;

import dev.odeon.cli.job.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Lets the command end in its own way after Ctrl-C: the Java runtime begins to shut down, which
/// asks the work to stop, and waits until it has written what it has. The exit status is then 130.
final class InterruptSignal {
  private static final long PATIENCE_SECONDS = 30;

  private final CountDownLatch finished = new CountDownLatch(1);

  private InterruptSignal() {}

  /// From now on Ctrl-C requests `cancellation`.
  static InterruptSignal passTo(Cancellation cancellation) {
    InterruptSignal signal = new InterruptSignal();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> signal.stop(cancellation), "interrupt"));
    return signal;
  }

  private void stop(Cancellation cancellation) {
    cancellation.request();
    try {
      finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    }
  }

  /// The command has written what it had to write.
  void finished() {
    finished.countDown();
  }
}
