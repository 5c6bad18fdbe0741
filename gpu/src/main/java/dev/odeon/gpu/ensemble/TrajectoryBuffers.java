package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;

/// The arrays of a solve in the memory of a device.
final class TrajectoryBuffers implements AutoCloseable {
  private final TrajectoryProgram program;
  private final TrajectoryInput input;
  private final DeviceArena arena;
  private final CudaStream stream;
  private final Arena host = Arena.ofConfined();
  private final Map<Memory, double[]> given;
  private final Map<Memory, DeviceMemory> memories = new LinkedHashMap<>();
  private long room = -1;

  /// Copies what is read.
  TrajectoryBuffers(
      TrajectoryProgram program, TrajectoryInput input, DeviceArena arena, CudaStream stream) {
    this.program = program;
    this.input = input;
    this.arena = arena;
    this.stream = stream;
    given = input.given();
    given.forEach(this::upload);
  }

  private void upload(Memory memory, double[] values) {
    long bytes = (long) values.length * Double.BYTES;
    DeviceMemory target = arena.allocate(bytes);
    memories.put(memory, target);
    if (bytes > 0) {
      MemorySegment copy = host.allocate(bytes, Double.BYTES);
      MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_DOUBLE, 0, values.length);
      target.copyFrom(copy, stream);
    }
  }

  /// Number of lanes.
  int width() {
    return input.width();
  }

  /// What is read.
  Map<Memory, double[]> given() {
    return given;
  }

  /// Makes ready for a launch with room for so many occurrences of events.
  void reset(long room) {
    for (Map.Entry<Memory, Long> one : input.lengths(room).entrySet()) {
      Memory memory = one.getKey();
      boolean grows = memory == program.memory().occurrences() && room > this.room;
      if (grows || !memories.containsKey(memory)) {
        memories.put(memory, arena.allocate(one.getValue() * Double.BYTES));
      }
      fill(memory, one.getValue());
    }
    this.room = room;
  }

  /// Counters begin at zero; what is not written is NaN.
  private void fill(Memory memory, long length) {
    if (length > 0) {
      byte value = memory.use() == Memory.Use.COUNTED ? 0 : (byte) -1;
      memories.get(memory).fill(value, stream);
    }
  }

  /// The arguments of a launch.
  KernelParameters parameters() {
    KernelParameters.Builder arguments =
        KernelParameters.builder().float64(input.width()).float64(room);
    program.code().memories().forEach(memory -> arguments.address(memories.get(memory)));
    return arguments.build();
  }

  /// Waits for the launch; the number of occurrences of events.
  long occurred() {
    MemorySegment copy = host.allocate(Long.BYTES, Long.BYTES);
    memories.get(program.memory().occurred()).copyTo(copy, stream);
    stream.synchronize();
    return copy.get(ValueLayout.JAVA_LONG, 0);
  }

  /// What was written.
  Map<Memory, double[]> results() {
    Map<Memory, double[]> results = new LinkedHashMap<>();
    input
        .lengths(occurrences())
        .forEach(
            (memory, length) -> {
              if (memory.use() == Memory.Use.WRITTEN) {
                results.put(memory, download(memory, length));
              }
            });
    results.put(program.memory().occurred(), new double[] {occurrences()});
    return results;
  }

  private long occurrences() {
    return program.lanes().events().isEmpty() ? 0 : occurred();
  }

  private double[] download(Memory memory, long length) {
    double[] values = new double[Math.toIntExact(length)];
    if (length > 0) {
      MemorySegment copy = host.allocate(length * Double.BYTES, Double.BYTES);
      memories.get(memory).slice(0, length * Double.BYTES).copyTo(copy, stream);
      stream.synchronize();
      MemorySegment.copy(copy, ValueLayout.JAVA_DOUBLE, 0, values, 0, values.length);
    }
    return values;
  }

  @Override
  public void close() {
    host.close();
  }
}
