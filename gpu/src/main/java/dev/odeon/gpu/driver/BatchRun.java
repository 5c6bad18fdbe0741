package dev.odeon.gpu.driver;

import java.util.function.Supplier;

/// Runs a batch of lanes on a device in as many parts as its memory takes.
///
/// The parts are planned from the free memory before anything is allocated. Where the device runs
/// out of memory nevertheless, everything of that part is freed, and the work goes on from the
/// lanes that are not done in parts half as large, or smaller, if the need that is known by now
/// says so. After two parts that were too large against what was known the failure is the caller's,
/// who may go on on the CPU.
public final class BatchRun {
  private static final int MOST_HALVINGS = 2;

  private final CudaContext context;
  private final Supplier<MemoryNeed> need;

  /// @param need of the lanes, for the plan
  public BatchRun(CudaContext context, MemoryNeed need) {
    this(context, () -> need);
  }

  /// @param need of the lanes, for plans: asked before each, since work may find out more of it
  public BatchRun(CudaContext context, Supplier<MemoryNeed> need) {
    this.context = context;
    this.need = need;
  }

  /// Runs `work` for all lanes, in ascending order.
  ///
  /// @param lanes at least 1
  /// @return the plan with which the last part ran
  /// @throws OutOfDeviceMemoryException if the memory does not even do for the smallest part
  public BatchPlan run(int lanes, Work work) {
    MemoryNeed known = need.get();
    BatchPlan plan = BatchPlan.of(lanes, known, context.memory());
    int halvings = 0;
    int from = 0;
    while (from < lanes) {
      int to = (int) Math.min(lanes, (long) from + plan.batch());
      try (DeviceArena arena = context.arena()) {
        work.run(from, to, arena);
        from = to;
      } catch (OutOfDeviceMemoryException e) {
        MemoryNeed now = need.get();
        boolean isNews = !now.equals(known);
        known = now;
        if (!plan.canHalve() || (!isNews && halvings == MOST_HALVINGS)) {
          throw e;
        }
        halvings += isNews ? 0 : 1;
        BatchPlan half = plan.halved();
        BatchPlan other = BatchPlan.of(lanes, now, context.memory());
        plan = other.batch() < half.batch() ? other : half;
      }
    }
    return plan;
  }

  /// What is done for some lanes.
  @FunctionalInterface
  public interface Work {
    /// Runs lanes `from` to `to` - 1 to their end, with the results copied back.
    ///
    /// @param arena for all their memory; freed afterwards
    void run(int from, int to, DeviceArena arena);
  }
}
