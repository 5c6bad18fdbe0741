package dev.odeon.cli.engine;

import dev.odeon.cli.job.Cancellation;

/// Turns a request to cancel into an interrupt of the solving thread, which the solver obeys
/// between steps.
record InterruptOnCancel(Thread watcher) implements AutoCloseable {
  static InterruptOnCancel watch(Cancellation cancellation) {
    Thread solving = Thread.currentThread();
    Thread watcher =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    while (!cancellation.isRequested()) {
                      Thread.sleep(20);
                    }
                    solving.interrupt();
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  }
                });
    return new InterruptOnCancel(watcher);
  }

  @Override
  public void close() {
    watcher.interrupt();
    Thread.interrupted();
  }
}
