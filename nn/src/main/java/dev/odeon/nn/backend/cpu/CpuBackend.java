package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles graphs to JVM bytecode. Elementwise work becomes fused loops, small tensors live in
/// registers; the rest runs as in the interpreter. The bits are the interpreter's.
///
/// The first runs of a graph, and of each branch and body of a loop inside of it, are interpreted
/// while it is compiled on a background thread. Compiled
/// plans are kept for the graphs compiled last, so an equal graph is not compiled again.
public final class CpuBackend implements Backend {
  private static final int KEPT = 256;
  private static final Map<Graph, PlanSlot> SLOTS =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Graph, PlanSlot> eldest) {
          return size() > KEPT;
        }
      };

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Executable compile(Graph graph) {
    return new TieredExecutable(graph, slot(graph), this::compile);
  }

  /// Like [#compile], but compiled before the first run.
  public Executable compileNow(Graph graph) {
    PlanSlot slot = slot(graph);
    Plans known = slot.plans();
    return (known == null ? slot.make() : known).executable(graph, this::compileNow);
  }

  private static PlanSlot slot(Graph graph) {
    synchronized (SLOTS) {
      return SLOTS.computeIfAbsent(graph, PlanSlot::new);
    }
  }
}
