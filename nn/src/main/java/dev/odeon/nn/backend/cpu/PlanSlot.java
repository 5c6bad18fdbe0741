package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Graph;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The plans of a graph, once they are made; made on a background thread, so that nobody waits for
/// them.
final class PlanSlot {
  private static final BlockingQueue<PlanSlot> QUEUE = new LinkedBlockingQueue<>();

  private final Graph graph;
  private volatile @Nullable Plans plans;
  private boolean requested;

  static {
    Thread thread = new Thread(PlanSlot::work, "odeon-compile");
    thread.setDaemon(true);
    thread.start();
  }

  PlanSlot(Graph graph) {
    this.graph = graph;
  }

  /// The plans, or null as long as they are not made.
  @Nullable Plans plans() {
    return plans;
  }

  /// Has the plans made soon.
  synchronized void request() {
    if (!requested) {
      requested = true;
      QUEUE.add(this);
    }
  }

  /// Makes the plans now.
  Plans make() {
    Plans made = Plans.of(graph);
    plans = made;
    return made;
  }

  private static void work() {
    while (true) {
      PlanSlot slot;
      try {
        slot = QUEUE.take();
      } catch (InterruptedException e) {
        return;
      }
      try {
        slot.make();
      } catch (RuntimeException | LinkageError e) {
        Logger logger = System.getLogger("dev.odeon.nn.backend.cpu");
        logger.log(
            Level.WARNING,
            "graph " + slot.graph.name() + " is interpreted, since it cannot be compiled: " + e);
      }
    }
  }
}
