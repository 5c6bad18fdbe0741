package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaModule;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.gpu.ptx.PtxTarget;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Value;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A program on a device: its code, tables and constants, which executables share.
final class LoadedProgram implements AutoCloseable {
  private final CudaContext context;
  private final DeviceProgram program;
  private final CudaModule module;
  private final DeviceArena arena;
  private final List<DeviceMemory> tables = new ArrayList<>();
  private final Map<Value, DeviceMemory> constants = new HashMap<>();
  private final Map<Graph, LoadedProgram> inner = new HashMap<>();
  private final Map<String, CudaFunction> functions = new HashMap<>();

  LoadedProgram(CudaContext context, DeviceProgram program) {
    this.context = context;
    this.program = program;
    module = context.load(new PtxModule(PtxTarget.SM_70, program.kernels()).text());
    arena = context.arena();
    try {
      fill();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private void fill() {
    program.kernels().forEach(k -> functions.put(k.name(), module.function(k.name())));
    try (CudaStream stream = context.stream();
        Arena host = Arena.ofConfined()) {
      program.tables().forEach(table -> tables.add(upload(table, stream, host)));
      program.constants().forEach((x, number) -> constants.put(x, upload(number, stream, host)));
      stream.synchronize();
    }
    program.inner().forEach((graph, part) -> inner.put(graph, new LoadedProgram(context, part)));
  }

  private DeviceMemory upload(int[] table, CudaStream stream, Arena host) {
    DeviceMemory memory = arena.allocate((long) table.length * Integer.BYTES);
    memory.copyFrom(host.allocateFrom(ValueLayout.JAVA_INT, table), stream);
    return memory;
  }

  private DeviceMemory upload(Literal literal, CudaStream stream, Arena host) {
    long bytes = (long) literal.size() * literal.type().dtype().bytes();
    DeviceMemory memory = arena.allocate(bytes);
    MemorySegment copy = host.allocate(Math.max(1, bytes), Long.BYTES);
    DeviceElements.encode(literal.type().dtype(), literal.toArray(), copy, literal.size());
    memory.copyFrom(copy.asSlice(0, bytes), stream);
    return memory;
  }

  CudaContext context() {
    return context;
  }

  DeviceProgram program() {
    return program;
  }

  List<DeviceMemory> tables() {
    return tables;
  }

  Map<Value, DeviceMemory> constants() {
    return constants;
  }

  Map<Graph, LoadedProgram> inner() {
    return inner;
  }

  CudaFunction function(String kernel) {
    CudaFunction function = functions.get(kernel);
    if (function == null) {
      throw new IllegalStateException("no kernel " + kernel);
    }
    return function;
  }

  @Override
  public void close() {
    inner.values().forEach(LoadedProgram::close);
    arena.close();
    module.close();
  }
}
