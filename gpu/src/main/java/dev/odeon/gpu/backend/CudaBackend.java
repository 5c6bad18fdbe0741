package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.graph.Graph;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// Runs graphs on a CUDA device, with the interpreter's bits. Small tensors are in the registers of
/// a thread a lane, large ones in arrays with a thread for each element and lane; branches and loops
/// over large tensors are led by the host, user code runs there.
///
/// The programs of the graphs compiled last are kept, so an equal graph is not compiled again.
public final class CudaBackend implements Backend {
  private static final int KEPT = 64;

  private final Supplier<CudaContext> context;
  private final Map<Graph, LoadedProgram> loaded = new LinkedHashMap<>(KEPT, 0.75f, true);

  /// The first device of this machine, looked for when the first graph is compiled.
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

  /// A fresh executable, whose arrays are on the device; to be closed after use.
  ///
  /// @throws IllegalArgumentException if there is no device, with the reason, or the graph cannot
  ///   run on one
  @Override
  public CudaExecutable compile(Graph graph) {
    return new CudaExecutable(graph, program(graph));
  }

  private synchronized LoadedProgram program(Graph graph) {
    return loaded.computeIfAbsent(
        graph, added -> new LoadedProgram(context.get(), DeviceProgram.of(added)));
  }
}
