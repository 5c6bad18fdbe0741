package dev.odeon.gpu.emulator;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaModule;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ptx.LaneKernel;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.nn.backend.Executable;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// A graph run by the emulator as one kernel, see [LaneKernel].
public final class EmulatedGraph implements Executable {
  private static final int THREADS = 32;

  private final Graph graph;
  private final String ptx;

  public EmulatedGraph(Graph graph) {
    this.graph = graph;
    ptx = PtxModule.of(LaneKernel.of("graph", graph, LaunchBounds.of(THREADS))).text();
  }

  /// The text that runs.
  public String ptx() {
    return ptx;
  }

  @Override
  public Graph graph() {
    return graph;
  }

  @Override
  public void run(double[][] inputs, double[][] outputs, int lanes) {
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open();
        CudaStream stream = context.stream();
        CudaModule module = context.load(ptx);
        Arena host = Arena.ofConfined();
        DeviceArena arena = context.arena()) {
      KernelParameters.Builder parameters = KernelParameters.builder().int32(lanes);
      for (int i = 0; i < inputs.length; i++) {
        Value input = graph.inputs().get(i);
        DeviceMemory memory = arena.allocate(bytes(input, lanes));
        memory.copyFrom(encoded(input, inputs[i], lanes, host), stream);
        parameters.address(memory);
      }
      List<DeviceMemory> results =
          graph.outputs().stream().map(output -> arena.allocate(bytes(output, lanes))).toList();
      results.forEach(parameters::address);
      module
          .function("graph")
          .launch(LaunchShape.covering(lanes, THREADS), parameters.build(), stream);
      stream.synchronize();
      for (int i = 0; i < outputs.length; i++) {
        MemorySegment copy = host.allocate(Math.max(1, bytes(graph.outputs().get(i), lanes)), 8);
        results.get(i).copyTo(copy.asSlice(0, bytes(graph.outputs().get(i), lanes)), stream);
        decode(graph.outputs().get(i), copy, outputs[i], lanes);
      }
    }
  }

  private static int length(Value value, int lanes) {
    return value.type().size() * (value.scope() == Scope.PER_LANE ? lanes : 1);
  }

  private static long bytes(Value value, int lanes) {
    return (long) length(value, lanes) * value.type().dtype().bytes();
  }

  private static MemorySegment encoded(Value value, double[] x, int lanes, Arena host) {
    MemorySegment memory = host.allocate(Math.max(1, bytes(value, lanes)), 8);
    for (int i = 0; i < length(value, lanes); i++) {
      switch (value.type().dtype()) {
        case F64, I64 ->
            memory.setAtIndex(ValueLayout.JAVA_LONG, i, Double.doubleToRawLongBits(x[i]));
        case F32 -> memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) x[i]);
        case I32 ->
            memory.setAtIndex(ValueLayout.JAVA_INT, i, (int) Double.doubleToRawLongBits(x[i]));
        case BOOL -> memory.set(ValueLayout.JAVA_BYTE, i, (byte) x[i]);
      }
    }
    return memory.asSlice(0, bytes(value, lanes));
  }

  private static void decode(Value value, MemorySegment memory, double[] x, int lanes) {
    for (int i = 0; i < length(value, lanes); i++) {
      x[i] = element(value.type().dtype(), memory, i);
    }
  }

  private static double element(DType dtype, MemorySegment memory, int i) {
    return switch (dtype) {
      case F64, I64 -> Double.longBitsToDouble(memory.getAtIndex(ValueLayout.JAVA_LONG, i));
      case F32 -> memory.getAtIndex(ValueLayout.JAVA_FLOAT, i);
      case I32 -> Double.longBitsToDouble(memory.getAtIndex(ValueLayout.JAVA_INT, i));
      case BOOL -> memory.get(ValueLayout.JAVA_BYTE, i);
    };
  }
}
