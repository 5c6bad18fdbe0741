package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.gpu.driver.KernelParameters;
import dev.odeon.gpu.driver.LaunchShape;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Value;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/// A sum over lanes in its stated order, see [dev.odeon.nn.graph.Op.LaneReduce]: the sums of blocks
/// of 64 lanes, then a binary tree of blocks, one launch a level.
final class LaneSumStep implements DeviceStep {
  private static final int BLOCK = 64;

  private final Value operand;
  private final Value result;
  private final String sums;
  private final String pairs;
  private final List<Argument> arguments;
  private final Map<DeviceState, DeviceMemory[]> partial = new WeakHashMap<>();

  private LaneSumStep(
      Value operand, Value result, String sums, String pairs, List<Argument> arguments) {
    this.operand = operand;
    this.result = result;
    this.sums = sums;
    this.pairs = pairs;
    this.arguments = arguments;
  }

  static LaneSumStep of(Equation equation, DeviceProgram.Builder program) {
    Value operand = equation.operands().getFirst();
    Equation product = program.product(operand);
    LaneTerm term =
        product != null && product.op() instanceof Op.DotGeneral dot
            ? LaneTerm.Product.of(product, dot, program)
            : new LaneTerm.Element(operand);
    LaneSumKernels kernels = new LaneSumKernels(operand.type().dtype());
    String sums = program.uniqueName("lane_blocks");
    program.kernel(kernels.blocks(sums, term));
    PtxKernel pairs = kernels.pairs();
    program.kernelOnce(pairs);
    return new LaneSumStep(operand, equation.result(), sums, pairs.name(), term.arguments());
  }

  @Override
  public synchronized void reserve(DeviceState state, DeviceArena arena, int lanes) {
    int blocks = Math.ceilDiv(lanes, BLOCK);
    long bytes = (long) operand.type().size() * operand.type().dtype().bytes();
    partial.put(
        state,
        new DeviceMemory[] {
          arena.allocate(bytes * blocks), arena.allocate(bytes * Math.ceilDiv(blocks, 2))
        });
  }

  @Override
  public long mostLanes() {
    int sums = Integer.MAX_VALUE / LaneSumKernels.RESIDUES;
    return sums / Math.max(1, operand.type().size()) * (long) BLOCK;
  }

  private synchronized DeviceMemory[] partial(DeviceState state) {
    DeviceMemory[] found = partial.get(state);
    if (found == null) {
      throw new IllegalStateException("no room for sums of blocks");
    }
    return found;
  }

  @Override
  public void run(DeviceState state) {
    DeviceMemory[] memory = partial(state);
    int elements = operand.type().size();
    int blocks = Math.ceilDiv(state.lanes(), BLOCK);
    DeviceMemory to = blocks == 1 ? state.array(result) : memory[0];
    KernelParameters.Builder parameters =
        KernelParameters.builder()
            .int32(elements * blocks)
            .int32(blocks)
            .int32(state.lanes())
            .address(to);
    arguments.forEach(argument -> parameters.int64(state.address(argument)));
    long threads = (long) elements * blocks * LaneSumKernels.RESIDUES;
    state.launch(sums, LaunchShape.covering(threads, LaneSumKernels.THREADS), parameters.build());
    int side = 0;
    while (blocks > 1) {
      int half = Math.ceilDiv(blocks, 2);
      DeviceMemory next = half == 1 ? state.array(result) : memory[1 - side];
      KernelParameters level =
          KernelParameters.builder()
              .int32(elements * half)
              .int32(half)
              .int32(blocks)
              .address(memory[side])
              .address(next)
              .build();
      state.launch(
          pairs, LaunchShape.covering((long) elements * half, LaneSumKernels.THREADS), level);
      blocks = half;
      side = 1 - side;
    }
  }
}
