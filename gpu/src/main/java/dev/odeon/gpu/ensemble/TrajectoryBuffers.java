package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.OutOfDeviceMemoryException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The arrays of a solve in the memory of a device: slices of one allocation, those that are read
/// in front, so that one copy brings them there.
final class TrajectoryBuffers implements AutoCloseable, Written {
  /// Slices begin at multiples of so many bytes.
  private static final long ALIGNMENT = 256;

  /// What one array of numbers and one copy of it on the way hold.
  private static final long MOST_NUMBERS = Integer.MAX_VALUE - 8;

  private final TrajectoryProgram program;
  private final TrajectoryInput input;
  private final DeviceArena arena;
  private final CudaStream stream;
  private final Arena host = Arena.ofConfined();
  private final Map<Memory, DeviceMemory> memories = new LinkedHashMap<>();
  private final Map<Memory, double[]> read = new LinkedHashMap<>();
  private Room room;

  /// Copies what is read.
  ///
  /// @param given what is read
  /// @param room for what nobody knows beforehand
  TrajectoryBuffers(
      TrajectoryProgram program,
      TrajectoryInput input,
      Map<Memory, double[]> given,
      Room room,
      DeviceArena arena,
      CudaStream stream) {
    this.program = program;
    this.input = input;
    this.arena = arena;
    this.stream = stream;
    this.room = room;
    Map<Memory, Long> lengths = new LinkedHashMap<>();
    given.forEach((memory, values) -> lengths.put(memory, (long) values.length));
    long front = bytes(lengths);
    lengths.putAll(input.lengths(room));
    DeviceMemory all = arena.allocate(bytes(lengths));
    long offset = 0;
    for (Map.Entry<Memory, Long> one : lengths.entrySet()) {
      memories.put(one.getKey(), all.slice(offset, one.getValue() * Double.BYTES));
      offset += aligned(one.getValue());
    }
    try {
      upload(given, all.slice(0, front));
    } catch (RuntimeException | Error e) {
      stream.settle();
      host.close();
      throw e;
    }
  }

  private static long bytes(Map<Memory, Long> lengths) {
    return lengths.values().stream().mapToLong(TrajectoryBuffers::aligned).sum();
  }

  private static long aligned(long length) {
    return Math.ceilDiv(length * Double.BYTES, ALIGNMENT) * ALIGNMENT;
  }

  private void upload(Map<Memory, double[]> given, DeviceMemory front) {
    MemorySegment copy = host.allocate(Math.max(1, front.bytes()), Double.BYTES);
    long offset = 0;
    for (double[] values : given.values()) {
      MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_DOUBLE, offset, values.length);
      offset += aligned(values.length);
    }
    front.copyFrom(copy.asSlice(0, front.bytes()), stream);
  }

  /// Makes more room.
  void makeRoom(Room more) {
    for (Memory memory : List.of(program.memory().occurrences(), program.memory().steps())) {
      long length = input.length(memory, more);
      if (length > input.length(memory, room)) {
        memories.put(memory, arena.allocate(length * Double.BYTES));
      }
    }
    room = more;
  }

  /// Makes ready for a launch: counters begin at zero, states that are not reached are NaN.
  ///
  /// @param halt whether all lanes are to end where they begin
  void reset(Halt halt) {
    read.clear();
    memory(program.memory().next()).fill((byte) 0, stream);
    memory(program.memory().occurred()).fill((byte) 0, stream);
    memory(program.memory().halt()).fill((byte) (halt.isDue() ? 1 : 0), stream);
    DeviceMemory states = memory(program.memory().states());
    if (states.bytes() > 0) {
      states.fill((byte) -1, stream);
    }
  }

  /// The arguments of a launch.
  KernelParameters parameters() {
    KernelParameters.Builder arguments =
        KernelParameters.builder()
            .float64(input.width())
            .float64((double) room.occurrences())
            .float64((double) room.steps());
    program.code().memories().forEach(memory -> arguments.address(memory(memory)));
    return arguments.build();
  }

  /// Waits for the launch; the number of occurrences of events.
  @Override
  public long occurred() {
    MemorySegment copy = host.allocate(Long.BYTES, Long.BYTES);
    memory(program.memory().occurred()).copyTo(copy, stream);
    stream.synchronize();
    return copy.get(ValueLayout.JAVA_LONG, 0);
  }

  /// What halts all lanes once it is above zero.
  DeviceMemory halt() {
    return memory(program.memory().halt());
  }

  /// An array on the device.
  DeviceMemory memory(Memory memory) {
    return Objects.requireNonNull(memories.get(memory), memory.name());
  }

  /// What a kernel wrote to an array, copied when it is first asked for.
  @Override
  public double[] array(Memory memory) {
    return read.computeIfAbsent(memory, one -> download(memory(one)));
  }

  @Override
  public double[] beginning(Memory memory, long length) {
    return download(memory(memory).slice(0, length * Double.BYTES));
  }

  /// How many numbers `source` holds.
  ///
  /// @throws OutOfDeviceMemoryException if they are too many for one array: half the lanes may do
  static int numbers(DeviceMemory source) {
    long count = source.bytes() / Double.BYTES;
    if (count > MOST_NUMBERS) {
      throw OutOfDeviceMemoryException.ofArray(source.bytes());
    }
    return (int) count;
  }

  /// An array of so many numbers.
  ///
  /// @throws OutOfDeviceMemoryException as [#numbers]
  static double[] array(long count) {
    if (count > MOST_NUMBERS) {
      throw OutOfDeviceMemoryException.ofArray(count * Double.BYTES);
    }
    return new double[(int) count];
  }

  private double[] download(DeviceMemory source) {
    double[] values = new double[numbers(source)];
    if (values.length > 0) {
      MemorySegment copy = host.allocate(source.bytes(), Double.BYTES);
      source.copyTo(copy, stream);
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
