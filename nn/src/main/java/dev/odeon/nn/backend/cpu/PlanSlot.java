package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Graph;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/// The plan of a graph, once it is made; made on a background thread, so that nobody waits for it.
final class PlanSlot {
  private static final BlockingQueue<PlanSlot> QUEUE = new LinkedBlockingQueue<>();

  private final Graph graph;
  private volatile @Nullable Plan plan;
  private boolean requested;

  static {
    Thread thread = new Thread(PlanSlot::work, "odeon-compile");
    thread.setDaemon(true);
    thread.start();
  }

  PlanSlot(Graph graph) {
    this.graph = graph;
  }

  /// The plan, or null as long as it is not made.
  @Nullable Plan plan() {
    return plan;
  }

  /// Has the plan made soon.
  synchronized void request() {
    if (!requested) {
      requested = true;
      QUEUE.add(this);
    }
  }

  /// Makes the plan now.
  Plan make() {
    Plan made = Plan.of(graph);
    plan = made;
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
