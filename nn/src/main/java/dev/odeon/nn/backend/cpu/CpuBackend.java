package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;

/// Compiles graphs to JVM bytecode. Elementwise work of `f64`, `i64` and truth values becomes fused
/// loops, small tensors live in registers; the rest runs as in the interpreter. The bits are the
/// interpreter's.
///
/// Compiled plans are kept for the graphs compiled last, so an equal graph is not compiled again.
public final class CpuBackend implements Backend {
  private static final int KEPT = 256;
  private static final Map<Graph, Plan> PLANS =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Graph, Plan> eldest) {
          return size() > KEPT;
        }
      };

  @Override
  public String name() {
    return "cpu";
  }

  @Override
  public Executable compile(Graph graph) {
    Plan plan;
    synchronized (PLANS) {
      plan = PLANS.computeIfAbsent(graph, Plan::of);
    }
    return new CpuExecutable(graph, plan);
  }
}
