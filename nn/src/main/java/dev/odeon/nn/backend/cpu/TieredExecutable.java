package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.BoundRun;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Interprets the first runs, then asks for compiled code, and runs it from the moment it is there:
/// the bits are the same.
final class TieredExecutable implements Executable {
  /// Runs after which compiling pays.
  private static final int COMPILE_AFTER = 200;

  /// Time in the interpreter after which compiling pays.
  private static final long COMPILE_AFTER_NANOS = 50_000_000L;

  private final Graph graph;
  private final PlanSlot slot;
  private final Function<Graph, Executable> parts;
  private @Nullable Executable running;
  private boolean compiled;
  private int runs;
  private long interpretedNanos;

  /// @param parts makes what runs the graphs inside of equations
  TieredExecutable(Graph graph, PlanSlot slot, Function<Graph, Executable> parts) {
    this.graph = graph;
    this.slot = slot;
    this.parts = parts;
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    if (!compiled) {
      Plans plans = slot.plans();
      if (plans != null) {
        running = plans.executable(graph, parts);
        compiled = true;
      } else if (++runs == COMPILE_AFTER || interpretedNanos > COMPILE_AFTER_NANOS) {
        slot.request();
      }
    }
    Executable now = running;
    if (now == null) {
      now = new ReferenceBackend().compile(graph);
      running = now;
    }
    if (compiled) {
      now.run(inputs, outputs, lanes);
      return;
    }
    long start = System.nanoTime();
    now.run(inputs, outputs, lanes);
    interpretedNanos += System.nanoTime() - start;
  }

  @Override
  public BoundRun bind(double[][] inputs, double[][] outputs, int lanes) {
    return new TieredRun(inputs.clone(), outputs.clone(), lanes);
  }

  /// Runs on arrays that stay the same: bound once there is compiled code.
  private final class TieredRun implements BoundRun {
    private final double[][] inputs;
    private final double[][] outputs;
    private final int lanes;
    private @Nullable BoundRun bound;

    TieredRun(double[][] inputs, double[][] outputs, int lanes) {
      this.inputs = inputs;
      this.outputs = outputs;
      this.lanes = lanes;
    }

    @Override
    public void run(int count) {
      BoundRun known = bound;
      if (known != null) {
        known.run(count);
        return;
      }
      TieredExecutable.this.run(inputs, outputs, count);
      Executable now = running;
      if (compiled && now != null) {
        bound = now.bind(inputs, outputs, lanes);
      }
    }
  }
}
