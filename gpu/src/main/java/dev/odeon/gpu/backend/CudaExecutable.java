package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.List;

/// A graph on a device, with code and arrays of its own. Inputs are copied there and outputs back
/// in each run.
///
/// Closing it frees what it has on the device; one that is never closed does so when the collector
/// finds it, or when its context is closed.
public final class CudaExecutable implements Executable, AutoCloseable {
  private static final Cleaner CLEANER = Cleaner.create();

  private final Graph graph;
  private final Graph running;
  private final DeviceHoldings holdings;
  private final Cleaner.Cleanable cleanable;
  private final DeviceState state;
  private final List<DeviceMemory> inputs = new ArrayList<>();
  private final DeviceProgram program;
  private final long staged;
  private int capacity;

  CudaExecutable(Graph graph, CudaContext context, DeviceProgram program) {
    this(graph, context, program, Staging.BYTES);
  }

  /// @param staged bytes on the way between host and device at a time
  CudaExecutable(Graph graph, CudaContext context, DeviceProgram program, long staged) {
    this.graph = graph;
    this.staged = staged;
    this.program = program;
    running = program.graph();
    holdings = new DeviceHoldings(context, program);
    cleanable = CLEANER.register(this, holdings);
    state = new DeviceState(holdings.loaded(), holdings.stream());
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] in, double[][] out, int lanes) {
    if (in.length != running.inputs().size() || out.length != running.outputs().size()) {
      throw new IllegalArgumentException(
          "graph "
              + graph.name()
              + " has "
              + running.inputs().size()
              + " inputs and "
              + running.outputs().size()
              + " outputs, got "
              + in.length
              + " and "
              + out.length);
    }
    if (lanes <= 0) {
      throw new IllegalArgumentException("lanes " + lanes + " is not positive");
    }
    if (lanes > capacity) {
      program.requireLanes(lanes);
    }
    reserve(lanes);
    try (DeviceArena staging = holdings.loaded().context().arena()) {
      try {
        run(in, out, lanes, staging);
      } catch (RuntimeException | Error e) {
        // Copies may be under way from what closes now.
        holdings.stream().settle();
        throw e;
      }
    }
  }

  private void run(double[][] in, double[][] out, int lanes, DeviceArena arena) {
    Staging staging = new Staging(arena, holdings.stream(), staged);
    for (int i = 0; i < in.length; i++) {
      Value value = running.inputs().get(i);
      long count = DeviceElements.count(value, lanes);
      staging.upload(value.type().dtype(), in[i], count, inputs.get(i));
      state.set(value, inputs.get(i));
    }
    state.run(lanes);
    for (int i = 0; i < out.length; i++) {
      Value value = running.outputs().get(i);
      long count = DeviceElements.count(value, lanes);
      staging.download(value.type().dtype(), state.array(value), out[i], count);
    }
  }

  private void reserve(int lanes) {
    if (lanes <= capacity) {
      return;
    }
    DeviceArena arrays = holdings.renew();
    capacity = 0;
    inputs.clear();
    for (Value input : running.inputs()) {
      inputs.add(arrays.allocate(DeviceElements.bytes(input, lanes)));
    }
    state.reserve(arrays, lanes);
    capacity = lanes;
  }

  /// Frees what it has on the device; it cannot run any more.
  @Override
  public void close() {
    cleanable.clean();
  }
}
