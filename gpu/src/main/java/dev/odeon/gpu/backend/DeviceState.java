package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The arrays of a program's values on the device, and the programs within; one run at a time.
final class DeviceState {
  private final LoadedProgram loaded;
  private final CudaStream stream;
  private final DeviceMemory[] arrays;
  private final Map<Graph, DeviceState> inner = new HashMap<>();
  private int lanes;

  DeviceState(LoadedProgram loaded, CudaStream stream) {
    this.loaded = loaded;
    this.stream = stream;
    arrays = new DeviceMemory[loaded.program().values()];
    loaded.constants().forEach((value, memory) -> arrays[value.id()] = memory);
    loaded.inner().forEach((graph, part) -> inner.put(graph, new DeviceState(part, stream)));
  }

  /// Allocates the arrays of values that the program writes.
  void reserve(DeviceArena arena, int lanes) {
    List<DeviceMemory> memory = new ArrayList<>();
    for (ArraySlots.Slot slot : loaded.program().slots()) {
      memory.add(arena.allocate(DeviceElements.bytes(slot.type(), slot.scope(), lanes)));
    }
    loaded.program().places().forEach((value, slot) -> arrays[value.id()] = memory.get(slot));
    inner.values().forEach(part -> part.reserve(arena, lanes));
    loaded.program().steps().forEach(step -> step.reserve(this, arena, lanes));
  }

  /// Runs the program; its inputs are set.
  void run(int lanes) {
    this.lanes = lanes;
    loaded.program().steps().forEach(step -> step.run(this));
  }

  Graph graph() {
    return loaded.program().graph();
  }

  DeviceState inner(Graph graph) {
    DeviceState found = inner.get(graph);
    if (found == null) {
      throw new IllegalStateException("graph " + graph.name() + " is not part of the program");
    }
    return found;
  }

  int lanes() {
    return lanes;
  }

  CudaStream stream() {
    return stream;
  }

  DeviceMemory array(Value value) {
    return arrays[value.id()];
  }

  void set(Value value, DeviceMemory memory) {
    arrays[value.id()] = memory;
  }

  long address(Argument argument) {
    return switch (argument) {
      case Argument.Array(Value value) -> array(value).address();
      case Argument.Table(int number) -> loaded.tables().get(number).address();
    };
  }

  void launch(String kernel, LaunchShape shape, KernelParameters parameters) {
    loaded.function(kernel).launch(shape, parameters, stream);
  }

  /// Copies `bytes` bytes from `from` to `to`, on the device.
  void copy(DeviceMemory from, DeviceMemory to, long bytes) {
    if (bytes > 0) {
      to.copyFrom(from.slice(0, bytes), stream);
    }
  }

  /// The number of bytes of `value` with the lanes of this run.
  long bytes(Value value) {
    return DeviceElements.bytes(value, lanes);
  }

  /// The elements of a value on the host, after all work before is done.
  double[] read(Value value) {
    double[] x = new double[Math.toIntExact(DeviceElements.count(value, lanes))];
    read(value, array(value), x);
    return x;
  }

  /// Copies the elements of a value of this run, which stand in `from`, after all work before is
  /// done.
  void read(Value value, DeviceMemory from, double[] into) {
    try (Arena host = Arena.ofConfined()) {
      MemorySegment copy = host.allocate(Math.max(1, bytes(value)), Long.BYTES);
      from.copyTo(copy.asSlice(0, bytes(value)), stream);
      stream.synchronize();
      DeviceElements.decode(value.type().dtype(), copy, into, DeviceElements.count(value, lanes));
    }
  }

  /// Writes the elements of a value, and waits until they are there.
  void write(Value value, double[] x) {
    write(value, x, lanes);
  }

  /// Writes the elements of a value of `width` lanes, and waits until they are there.
  void write(Value value, double[] x, int width) {
    long bytes = DeviceElements.bytes(value, width);
    try (Arena host = Arena.ofConfined()) {
      MemorySegment copy = host.allocate(Math.max(1, bytes), Long.BYTES);
      DeviceElements.encode(value.type().dtype(), x, copy, DeviceElements.count(value, width));
      array(value).copyFrom(copy.asSlice(0, bytes), stream);
      stream.synchronize();
    }
  }

  /// Whether a truth value, a scalar, is `wanted` for some lane.
  boolean any(Value truth, boolean wanted) {
    for (double x : read(truth)) {
      if ((x != 0) == wanted) {
        return true;
      }
    }
    return false;
  }

  /// Makes arrays of this state the inputs of an inner one.
  void pass(List<Value> from, DeviceState inner, List<Value> inputs) {
    for (int i = 0; i < from.size(); i++) {
      inner.set(inputs.get(i), array(from.get(i)));
    }
  }
}
