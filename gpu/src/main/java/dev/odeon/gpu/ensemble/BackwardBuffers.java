package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneArrays;
import dev.odeon.ode.lanes.RunResults;
import dev.odeon.ode.solution.Occurrence;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;

/// The arrays of a way back in the memory of a device, beside those of the solve.
final class BackwardBuffers implements AutoCloseable {
  /// The lanes that are summed together.
  static final int THREADS = 64;

  private final BackwardMemory memory;
  private final TrajectoryProgram forward;
  private final TrajectoryInput input;
  private final double[][] cotangents;
  private final RunResults results;
  private final int width;
  private final boolean isWhole;
  private final double[] steps;
  private final DeviceArena arena;
  private final CudaStream stream;
  private final Arena host = Arena.ofConfined();
  private final Map<Memory, DeviceMemory> memories = new LinkedHashMap<>();

  /// Copies what is read and is not there yet.
  ///
  /// @param found what depends on shared parameters only
  /// @param cotangents of all lanes, see [dev.odeon.adjoint.GradientExecutable#run]
  /// @param results of the solve
  /// @param solve the arrays of the solve
  BackwardBuffers(
      BackwardMemory memory,
      TrajectoryProgram forward,
      TrajectoryInput input,
      double[][] found,
      double[][] cotangents,
      RunResults results,
      TrajectoryBuffers solve,
      DeviceArena arena,
      CudaStream stream) {
    this.memory = memory;
    this.input = input;
    this.cotangents = cotangents;
    this.results = results;
    this.forward = forward;
    this.arena = arena;
    this.stream = stream;
    width = input.width();
    isWhole = width == input.lanes();
    steps =
        Arrays.copyOfRange(
            solve.array(forward.memory().reports()),
            Report.ACCEPTED * width,
            (Report.ACCEPTED + 1) * width);
    try {
      fill(found, solve);
    } catch (RuntimeException | Error e) {
      stream.settle();
      host.close();
      throw e;
    }
  }

  private void fill(double[][] found, TrajectoryBuffers solve) {
    TrajectoryMemory before = forward.memory();
    for (int i = 0; i < memory.parameters().size(); i++) {
      memories.put(memory.parameters().get(i), solve.memory(before.parameters().get(i)));
    }
    memories.put(memory.times(), solve.memory(before.times()));
    memories.put(memory.rows(), solve.memory(before.rows()));
    memories.put(memory.reports(), solve.memory(before.reports()));
    memories.put(memory.steps(), solve.memory(before.steps()));
    memories.put(memory.savedIn(), solve.memory(before.savedIn()));
    for (int i = 0; i < found.length; i++) {
      upload(memory.found().get(i), found[i]);
    }
    upload(memory.sweeps(), ofBlocks(0, Math::max));
    upload(memory.fewest(), ofBlocks(Double.POSITIVE_INFINITY, Math::min));
    int dimension = forward.lanes().steps().field().dimension();
    int rows = forward.lanes().saveAt().mostTimes() * dimension;
    upload(memory.cotangent(), own(cotangents[0], rows));
    allocate(memory.cursors(), 2L * width);
    allocate(memory.initial(), (long) dimension * width);
    List<ValueType> own =
        forward.lanes().steps().field().parameterTypes().stream()
            .filter(type -> type.scope() == Scope.PER_LANE)
            .toList();
    for (int i = 0; i < own.size(); i++) {
      allocate(memory.own().get(i), (long) own.get(i).type().size() * width);
    }
  }

  private double[] own(double[] all, int rows) {
    double[] mine = TrajectoryBuffers.array((long) rows * width);
    LaneArrays.gather(all, rows, input.lanes(), input.first(), width, mine);
    return mine;
  }

  /// Copies the occurrences of events and what is wanted of the ends of trajectories.
  void uploadEvents(EventMemory events) {
    int dimension = forward.lanes().steps().field().dimension();
    boolean wantsEnds = cotangents.length > 1;
    upload(
        events.endStates(),
        wantsEnds ? own(cotangents[1], dimension) : new double[dimension * width]);
    upload(events.endTimes(), wantsEnds ? own(cotangents[2], 1) : new double[width]);
    double[] first = new double[width];
    List<Occurrence> all = new ArrayList<>();
    for (int lane = 0; lane < width; lane++) {
      first[lane] = all.size();
      all.addAll(results.occurrences().get(input.first() + lane));
    }
    upload(events.first(), first);
    int rows = dimension + 2;
    double[] table = TrajectoryBuffers.array((long) rows * all.size());
    for (int i = 0; i < all.size(); i++) {
      Occurrence one = all.get(i);
      table[i * rows] = one.event();
      table[i * rows + 1] = one.time();
      System.arraycopy(one.before(), 0, table, i * rows + 2, dimension);
    }
    upload(events.occurrences(), table);
  }

  /// About how many numbers they are.
  static long length(WayBack way, TrajectoryInput input) {
    long own = input.lengths(new Room(0, 0)).values().stream().mapToLong(Long::longValue).sum();
    return own + way.blockLength() * Math.ceilDiv(input.width(), THREADS);
  }

  /// Whether they are of all lanes.
  boolean isWhole() {
    return isWhole;
  }

  /// Number of blocks of 64 lanes.
  int blocks() {
    return Math.ceilDiv(width, THREADS);
  }

  /// What the numbers of steps of the lanes of each block come to.
  private double[] ofBlocks(double none, DoubleBinaryOperator fold) {
    double[] found = new double[blocks()];
    Arrays.fill(found, none);
    for (int lane = 0; lane < width; lane++) {
      int block = lane / THREADS;
      found[block] = fold.applyAsDouble(found[block], steps[lane]);
    }
    return found;
  }

  /// Number of steps of the longest lane.
  int mostSteps() {
    return (int) Arrays.stream(steps).max().orElse(0);
  }

  /// How many lanes of each block have each step, `[step][block]`.
  double[] counts() {
    int blocks = blocks();
    double[] counts = new double[Math.multiplyExact(mostSteps(), blocks)];
    for (int lane = 0; lane < width; lane++) {
      if (steps[lane] > 0) {
        counts[((int) steps[lane] - 1) * blocks + lane / THREADS]++;
      }
    }
    for (int i = counts.length - 1 - blocks; i >= 0; i--) {
      counts[i] += counts[i + blocks];
    }
    return counts;
  }

  /// Takes memory for an array.
  DeviceMemory allocate(Memory array, long length) {
    DeviceMemory fresh = arena.allocate(length * Double.BYTES);
    memories.put(array, fresh);
    return fresh;
  }

  /// Takes memory for numbers.
  DeviceMemory allocate(long length) {
    return arena.allocate(length * Double.BYTES);
  }

  /// Takes memory for an array of zeros.
  DeviceMemory zeros(Memory array, long length) {
    DeviceMemory fresh = zeros(length);
    memories.put(array, fresh);
    return fresh;
  }

  /// Takes memory that begins as zeros.
  DeviceMemory zeros(long length) {
    DeviceMemory fresh = allocate(length);
    if (length > 0) {
      fresh.fill((byte) 0, stream);
    }
    return fresh;
  }

  /// Copies numbers to the device.
  void upload(Memory array, double[] values) {
    memories.put(array, upload(values));
  }

  /// Copies numbers to the device.
  DeviceMemory upload(double[] values) {
    DeviceMemory target = arena.allocate((long) values.length * Double.BYTES);
    MemorySegment copy = host.allocate(Math.max(1, target.bytes()), Double.BYTES);
    MemorySegment.copy(values, 0, copy, ValueLayout.JAVA_DOUBLE, 0, values.length);
    target.copyFrom(copy.asSlice(0, target.bytes()), stream);
    return target;
  }

  /// Goes back over all steps, `most` at a time.
  ///
  /// @param goesOn whether it is to go on with the next
  /// @param launch launches for some
  /// @return whether all were done
  boolean inParts(int most, BooleanSupplier goesOn, Consumer<BackwardPart> launch) {
    int high = mostSteps();
    boolean isFirst = true;
    do {
      if (!isFirst) {
        stream.synchronize();
      }
      if (!goesOn.getAsBoolean()) {
        return false;
      }
      int low = Math.max(0, high - most);
      launch.accept(new BackwardPart(high, low, isFirst));
      high = low;
      isFirst = false;
    } while (high > 0);
    return true;
  }

  /// The arguments of a program for some steps; more may follow before its arrays.
  KernelParameters.Builder arguments(ThreadProgram code, BackwardPart part, double... more) {
    KernelParameters.Builder arguments =
        KernelParameters.builder()
            .float64(width)
            .float64(part.high())
            .float64(part.low())
            .float64(part.isFirst() ? 1 : 0);
    for (double one : more) {
      arguments.float64(one);
    }
    code.memories().forEach(array -> arguments.address(at(array)));
    return arguments;
  }

  /// The order in which the device works.
  CudaStream stream() {
    return stream;
  }

  /// What was written to an array.
  double[] array(Memory array) {
    return download(at(array));
  }

  /// What was written to memory.
  double[] download(DeviceMemory source) {
    double[] values = new double[TrajectoryBuffers.numbers(source)];
    if (values.length > 0) {
      MemorySegment copy = host.allocate(source.bytes(), Double.BYTES);
      source.copyTo(copy, stream);
      stream.synchronize();
      MemorySegment.copy(copy, ValueLayout.JAVA_DOUBLE, 0, values, 0, values.length);
    }
    return values;
  }

  private DeviceMemory at(Memory array) {
    return Objects.requireNonNull(memories.get(array), array.name());
  }

  /// The arrays.
  BackwardMemory memory() {
    return memory;
  }

  @Override
  public void close() {
    host.close();
  }
}
