package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.Feedback;
import dev.odeon.nn.backend.Recurrence;
import dev.odeon.nn.backend.RecurrentGraph;
import dev.odeon.nn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Runs graphs on a CUDA device, with the interpreter's bits. Small tensors are in the registers of
/// a thread a lane, large ones in arrays with a thread for each element and lane; branches and
/// loops over large tensors are led by the host, user code runs there.
///
/// It looks for a device when the first graph is compiled, so that a program that computes
/// elsewhere neither waits for the driver nor fails without one. Programs of the graphs compiled
/// last are kept, so an equal graph is not planned again; the driver keeps the machine code.
public final class CudaBackend implements Backend {
  private static final int KEPT = 256;

  private final Supplier<CudaContext> context;
  private final Map<Graph, DeviceProgram> programs =
      new LinkedHashMap<>(KEPT, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Graph, DeviceProgram> eldest) {
          return size() > KEPT;
        }
      };

  /// The first device of this machine.
  public CudaBackend() {
    this(() -> CudaDevices.ofThisProcess().context(0));
  }

  /// The device of `context`, which must stay open as long as executables are used.
  public CudaBackend(CudaContext context) {
    this(() -> context);
  }

  private CudaBackend(Supplier<CudaContext> context) {
    this.context = context;
  }

  @Override
  public String name() {
    return "cuda";
  }

  /// A fresh executable; closing it frees what it has on the device.
  ///
  /// @throws IllegalArgumentException if there is no device, with the reason, or the graph cannot
  ///   run on one
  @Override
  public CudaExecutable compile(Graph graph) {
    return new CudaExecutable(graph, context.get(), program(graph));
  }

  /// Memory for all of it is taken now and given back when it is closed.
  @Override
  public Recurrence recurrence(Graph graph, List<Feedback> feedback, int lanes) {
    RecurrentGraph form = new RecurrentGraph(graph, feedback, lanes);
    DeviceProgram program = program(graph);
    program.requireLanes(lanes);
    return new CudaRecurrence(form, context.get(), program);
  }

  @Override
  public Optional<Backend> on(Device device) {
    return device instanceof Device.Cuda(int ordinal)
        ? Optional.of(new CudaBackend(() -> CudaDevices.ofThisProcess().context(ordinal)))
        : Optional.empty();
  }

  private DeviceProgram program(Graph graph) {
    synchronized (programs) {
      return programs.computeIfAbsent(graph, DeviceProgram::of);
    }
  }
}
