package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.nn.graph.Value;
import dev.odeon.ode.lanes.LaneArrays;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The arrays of a backward sweep in the memory of a device, beside those of the solve.
final class BackwardBuffers implements AutoCloseable {
  /// Threads of a block: the lanes that are summed together.
  static final int THREADS = 64;

  private final BackwardProgram program;
  private final int width;
  private final DeviceArena arena;
  private final CudaStream stream;
  private final Arena host = Arena.ofConfined();
  private final Map<Memory, DeviceMemory> memories = new LinkedHashMap<>();

  /// Copies what is read and is not there yet.
  ///
  /// @param found what depends on shared parameters only
  /// @param cotangent of the saved states of all lanes
  /// @param solve the arrays of the solve
  BackwardBuffers(
      BackwardProgram program,
      TrajectoryProgram forward,
      TrajectoryInput input,
      double[][] found,
      double[] cotangent,
      TrajectoryBuffers solve,
      DeviceArena arena,
      CudaStream stream) {
    this.program = program;
    this.arena = arena;
    this.stream = stream;
    width = input.width();
    try {
      fill(forward, input, found, cotangent, solve);
    } catch (RuntimeException | Error e) {
      stream.settle();
      host.close();
      throw e;
    }
  }

  private void fill(
      TrajectoryProgram forward,
      TrajectoryInput input,
      double[][] found,
      double[] cotangent,
      TrajectoryBuffers solve) {
    BackwardMemory memory = program.memory();
    TrajectoryMemory before = forward.memory();
    for (int i = 0; i < memory.parameters().size(); i++) {
      memories.put(memory.parameters().get(i), solve.memory(before.parameters().get(i)));
    }
    memories.put(memory.times(), solve.memory(before.times()));
    memories.put(memory.reports(), solve.memory(before.reports()));
    memories.put(memory.steps(), solve.memory(before.steps()));
    memories.put(memory.savedIn(), solve.memory(before.savedIn()));
    for (int i = 0; i < found.length; i++) {
      upload(memory.found().get(i), found[i]);
    }
    upload(memory.sweeps(), sweeps(solve.array(before.reports())));
    int rows = forward.lanes().saveAt().count() * forward.lanes().steps().field().dimension();
    double[] mine = new double[rows * width];
    LaneArrays.gather(cotangent, rows, input.lanes(), input.first(), width, mine);
    upload(memory.cotangent(), mine);
    allocate(memory.initial(), (long) forward.lanes().steps().field().dimension() * width);
    for (int i = 0; i < memory.own().size(); i++) {
      int elements = program.parts().own().outputs().get(1 + i).type().size();
      allocate(memory.own().get(i), (long) elements * width);
    }
    allocate(memory.sums(), size(program.parts().summed()) * blocks());
    DeviceMemory shared = allocate(memory.shared(), sharedSize() * (long) blocks());
    if (shared.bytes() > 0) {
      shared.fill((byte) 0, stream);
    }
  }

  /// About how many numbers they are.
  static long length(BackwardProgram program, TrajectoryInput input) {
    long own = input.lengths(new Room(0, 0)).values().stream().mapToLong(Long::longValue).sum();
    long each = size(program.parts().summed()) + size(program.parts().after().outputs());
    return own + each * Math.ceilDiv(input.width(), THREADS);
  }

  private static long size(List<Value> values) {
    return values.stream().mapToLong(value -> value.type().size()).sum();
  }

  private int blocks() {
    return Math.ceilDiv(width, THREADS);
  }

  /// Number of elements of the shared parameters.
  int sharedSize() {
    return (int) size(program.parts().after().outputs());
  }

  private double[] sweeps(double[] reports) {
    double[] most = new double[blocks()];
    for (int lane = 0; lane < width; lane++) {
      int block = lane / THREADS;
      most[block] = Math.max(most[block], reports[Report.ACCEPTED * width + lane]);
    }
    return most;
  }

  private DeviceMemory allocate(Memory memory, long length) {
    DeviceMemory fresh = arena.allocate(length * Double.BYTES);
    memories.put(memory, fresh);
    return fresh;
  }

  private void upload(Memory memory, double[] values) {
    DeviceMemory target = allocate(memory, values.length);
    MemorySegment copy = host.allocate(Math.max(1, target.bytes()), Double.BYTES);
    MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_DOUBLE, 0, values.length);
    target.copyFrom(copy.asSlice(0, target.bytes()), stream);
  }

  /// Launches the sweep.
  void launch(CudaFunction kernel) {
    KernelParameters.Builder arguments = KernelParameters.builder().float64(width);
    program.code().memories().forEach(memory -> arguments.address(at(memory)));
    kernel.launch(LaunchShape.of(blocks(), THREADS), arguments.build(), stream);
  }

  /// What it wrote to an array.
  double[] array(Memory memory) {
    DeviceMemory source = at(memory);
    double[] values = new double[TrajectoryBuffers.numbers(source)];
    if (values.length > 0) {
      MemorySegment copy = host.allocate(source.bytes(), Double.BYTES);
      source.copyTo(copy, stream);
      stream.synchronize();
      MemorySegment.copy(copy, ValueLayout.JAVA_DOUBLE, 0, values, 0, values.length);
    }
    return values;
  }

  private DeviceMemory at(Memory memory) {
    return Objects.requireNonNull(memories.get(memory), memory.name());
  }

  /// The arrays of the sweep.
  BackwardMemory memory() {
    return program.memory();
  }

  @Override
  public void close() {
    host.close();
  }
}
