package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A graph on a device, with arrays of its own. Inputs are copied there and outputs back in each
/// run.
public final class CudaExecutable implements Executable, AutoCloseable {
  private final Graph graph;
  private final CudaContext context;
  private final CudaStream stream;
  private final DeviceState state;
  private final Graph running;
  private final List<DeviceMemory> inputs = new ArrayList<>();
  private @Nullable DeviceArena arena;
  private int capacity;

  CudaExecutable(Graph graph, LoadedProgram loaded) {
    this.graph = graph;
    context = loaded.context();
    running = loaded.program().graph();
    stream = context.stream();
    state = new DeviceState(loaded, stream);
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] in, double[][] out, int lanes) {
    if (in.length != running.inputs().size() || out.length != running.outputs().size()) {
      throw new IllegalArgumentException(
          "graph " + graph.name() + " has " + running.inputs().size() + " inputs and "
              + running.outputs().size() + " outputs, got " + in.length + " and " + out.length);
    }
    if (lanes <= 0) {
      throw new IllegalArgumentException("lanes " + lanes + " is not positive");
    }
    reserve(lanes);
    try (DeviceArena staging = context.arena()) {
      for (int i = 0; i < in.length; i++) {
        upload(running.inputs().get(i), in[i], inputs.get(i), lanes, staging);
      }
      state.run(lanes);
      for (int i = 0; i < out.length; i++) {
        download(running.outputs().get(i), out[i], lanes, staging);
      }
    }
  }

  private void reserve(int lanes) {
    if (lanes <= capacity) {
      return;
    }
    close();
    DeviceArena fresh = context.arena();
    arena = fresh;
    inputs.clear();
    for (Value input : running.inputs()) {
      inputs.add(fresh.allocate(DeviceElements.bytes(input, lanes)));
    }
    state.reserve(fresh, lanes);
    capacity = lanes;
  }

  private void upload(
      Value value, double[] x, DeviceMemory target, int lanes, DeviceArena staging) {
    long bytes = DeviceElements.bytes(value, lanes);
    MemorySegment host = staging.allocateHost(bytes);
    DeviceElements.encode(value.type().dtype(), x, host, DeviceElements.count(value, lanes));
    target.copyFrom(host, stream);
    state.set(value, target);
  }

  private void download(Value value, double[] x, int lanes, DeviceArena staging) {
    MemorySegment host = staging.allocateHost(DeviceElements.bytes(value, lanes));
    state.array(value).copyTo(host, stream);
    stream.synchronize();
    DeviceElements.decode(value.type().dtype(), host, x, DeviceElements.count(value, lanes));
  }

  /// Frees the arrays on the device; the next run allocates them again.
  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
      capacity = 0;
    }
  }
}
