package dev.odeon.gpu.emulator;

import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.FakeKernels;
import dev.odeon.gpu.driver.FakeMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Runs PTX text on the CPU, thread after thread, as the PTX ISA describes it: the device of tests
/// on machines without one. It takes the instructions that it knows to the last modifier and
/// refuses all others.
///
/// ```
/// CudaContext context = FakeDriver.running(new PtxMachine()).open();
/// ```
///
/// Registers and memory that nobody wrote hold a pattern, not zeros. Threads of a block run one
/// after another from barrier to barrier, in an order that may be chosen; races within a block are
/// faults. All threads of a block must come to the same barrier.
public final class PtxMachine implements FakeKernels {
  /// Who runs first.
  public enum Order {
    /// The first thread of the first block.
    FORWARD,
    /// The last thread of the last block.
    BACKWARD
  }

  private final Order order;
  private final Map<String, Map<String, MachineProgram>> modules = new HashMap<>();
  private long instructions;

  /// Threads and blocks run from the first to the last.
  public PtxMachine() {
    this(Order.FORWARD);
  }

  /// Threads and blocks run in this order.
  public PtxMachine(Order order) {
    this.order = order;
  }

  /// Instructions run so far, over all threads.
  public long instructions() {
    return instructions;
  }

  @Override
  public void run(
      String ptx, String name, LaunchShape shape, KernelParameters parameters, FakeMemory memory)
      throws DriverException {
    MachineProgram program =
        modules.computeIfAbsent(ptx, text -> new PtxParser(text).kernels()).get(name);
    if (program == null) {
      throw new MachineFault("no entry " + name);
    }
    if (parameters.bytes().remaining() != program.parameterBytes()) {
      throw new MachineFault(
          name
              + " takes "
              + program.parameterBytes()
              + " bytes of parameters, got "
              + parameters.bytes().remaining());
    }
    if (shape.blockThreads() > program.mostThreads()) {
      throw DriverException.returned("cuLaunchKernel", 1);
    }
    List<int[]> blocks = new ArrayList<>();
    for (int z = 0; z < shape.gridZ(); z++) {
      for (int y = 0; y < shape.gridY(); y++) {
        for (int x = 0; x < shape.gridX(); x++) {
          blocks.add(new int[] {x, y, z});
        }
      }
    }
    for (int[] at : inOrder(blocks)) {
      block(program, shape, at, parameters.bytes(), memory);
    }
  }

  private <T> List<T> inOrder(List<T> all) {
    return order == Order.FORWARD ? all : all.reversed();
  }

  private void block(
      MachineProgram program, LaunchShape shape, int[] at, ByteBuffer parameters, FakeMemory memory)
      throws DriverException {
    SharedMemory shared = new SharedMemory(program.sharedBytes() + shape.sharedBytes());
    List<MachineThread> threads = new ArrayList<>();
    for (int z = 0; z < shape.blockZ(); z++) {
      for (int y = 0; y < shape.blockY(); y++) {
        for (int x = 0; x < shape.blockX(); x++) {
          int[] place = {
            x,
            y,
            z,
            at[0],
            at[1],
            at[2],
            shape.blockX(),
            shape.blockY(),
            shape.blockZ(),
            shape.gridX(),
            shape.gridY(),
            shape.gridZ()
          };
          threads.add(new MachineThread(program, memory, parameters, shared, place));
        }
      }
    }
    while (!threads.isEmpty()) {
      for (MachineThread thread : inOrder(threads)) {
        thread.state = MachineThread.State.RUNNING;
        instructions += thread.run();
      }
      threads.removeIf(thread -> thread.state == MachineThread.State.DONE);
      if (threads.stream().mapToInt(thread -> thread.next).distinct().count() > 1) {
        throw new MachineFault(program.name() + ": threads of a block wait at different barriers");
      }
      shared.barrier();
      count(threads);
    }
  }

  private static void count(List<MachineThread> threads) {
    List<MachineThread.Ballot> ballots =
        threads.stream().flatMap(thread -> Stream.ofNullable(thread.ballot)).toList();
    long votes = ballots.stream().filter(MachineThread.Ballot::vote).count();
    ballots.forEach(ballot -> ballot.outcome().accept(votes));
    threads.forEach(thread -> thread.ballot = null);
  }
}
