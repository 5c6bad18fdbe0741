package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.LaneGrid;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxParameter;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// The kernels of sums over lanes.
///
/// @param dtype of what is summed
record LaneSumKernels(DType dtype) {
  /// Threads of a block of threads.
  static final int THREADS = 128;

  /// Accumulators of a block of lanes, a thread each.
  static final int RESIDUES = 16;

  private static final int BLOCK = 64;

  private String opcode(String name) {
    return name + "." + PtxType.of(dtype).text();
  }

  /// Sixteen threads sum each block of 64 lanes of each element. Takes (blocks of all elements,
  /// blocks of an element, lanes, sums, arguments of the term).
  PtxKernel blocks(String name, LaneTerm term) {
    PtxCode code = new PtxCode();
    PtxParameter total = PtxParameter.u32("total");
    PtxParameter blocks = PtxParameter.u32("blocks");
    PtxParameter lanes = PtxParameter.u32("lanes");
    PtxParameter sums = PtxParameter.pointer("sums");
    List<PtxParameter> parameters = new ArrayList<>(List.of(total, blocks, lanes, sums));
    List<PtxRegister> pointers = new ArrayList<>();
    for (int i = 0; i < term.arguments().size(); i++) {
      parameters.add(PtxParameter.pointer("p" + i));
      pointers.add(code.pointer(parameters.getLast()));
    }
    PtxRegister thread = LaneGrid.thread(code);
    PtxRegister place = code.value(PtxType.B32, "shr.u32", thread, PtxImmediate.of(4));
    PtxRegister residue = code.value(PtxType.B32, "and.b32", thread, PtxImmediate.of(RESIDUES - 1));
    PtxRegister beyond = code.value(PtxType.PRED, "setp.ge.u32", place, code.parameter(total));
    PtxRegister sum = code.variable(PtxImmediate.element(dtype, 0));
    PtxRegister lane = code.register(PtxType.B32);
    Repeat.unless(
        code,
        beyond,
        () -> {
          PtxRegister element = code.value(PtxType.B32, "div.u32", place, code.parameter(blocks));
          PtxRegister block = code.value(PtxType.B32, "rem.u32", place, code.parameter(blocks));
          code.assign(lane, "mad.lo.s32", block, PtxImmediate.of(BLOCK), residue);
          accumulate(
              element, lane, new LaneGrid(code, lane, code.parameter(lanes)), sum, pointers, term);
        });
    tree(code, residue, sum);
    code.exitIf(beyond);
    code.exitIf(code.value(PtxType.PRED, "setp.ne.s32", residue, PtxImmediate.of(0)));
    MemoryTensor.dense(PtxSpace.GLOBAL, dtype, 1, code.pointer(sums)).store(code, place, sum);
    code.exit();
    return new PtxKernel(name, parameters, code, LaunchBounds.of(THREADS));
  }

  /// Lanes 16 apart, up to the end of the block.
  private void accumulate(
      PtxRegister element,
      PtxRegister lane,
      LaneGrid grid,
      PtxRegister sum,
      List<PtxRegister> pointers,
      LaneTerm term) {
    PtxCode code = grid.code();
    Repeat.times(
        code,
        BLOCK / RESIDUES,
        1,
        _ -> {
          PtxRegister none = code.register(PtxType.PRED);
          code.assign(none, "setp.ge.u32", lane, grid.lanes());
          Repeat.unless(
              code,
              none,
              () -> code.assign(sum, opcode("add.rn"), sum, term.at(element, grid, pointers)));
          code.assign(lane, "add.s32", lane, PtxImmediate.of(RESIDUES));
        });
  }

  /// Accumulators 8 apart, then 4, 2 and 1; those that no lane was added to are +0, which changes
  /// nothing.
  private void tree(PtxCode code, PtxRegister residue, PtxRegister sum) {
    PtxRegister array = code.sharedArray(dtype, THREADS);
    MemoryTensor shared = MemoryTensor.dense(PtxSpace.SHARED, dtype, THREADS, array);
    PtxRegister own = code.special("%tid.x");
    for (int apart = RESIDUES / 2; apart > 0; apart /= 2) {
      shared.store(code, own, sum);
      code.barrier();
      PtxRegister idle = code.value(PtxType.PRED, "setp.ge.u32", residue, PtxImmediate.of(apart));
      PtxRegister other = code.value(PtxType.B32, "add.s32", own, PtxImmediate.of(apart));
      PtxLabel end = code.label();
      code.branchIf(idle, end);
      code.scoped(() -> code.assign(sum, opcode("add.rn"), sum, shared.element(code, other)));
      code.place(end);
      code.barrier();
    }
  }

  /// Adds neighbours. Takes (pairs of all elements, pairs of an element, sums of an element, sums,
  /// result).
  PtxKernel pairs() {
    PtxCode code = new PtxCode();
    PtxParameter total = PtxParameter.u32("total");
    PtxParameter pairs = PtxParameter.u32("pairs");
    PtxParameter sums = PtxParameter.u32("sums");
    PtxParameter x = PtxParameter.pointer("x");
    PtxParameter result = PtxParameter.pointer("result");
    PtxRegister thread = LaneGrid.thread(code);
    code.exitIf(code.value(PtxType.PRED, "setp.ge.u32", thread, code.parameter(total)));
    PtxRegister element = code.value(PtxType.B32, "div.u32", thread, code.parameter(pairs));
    PtxRegister pair = code.value(PtxType.B32, "rem.u32", thread, code.parameter(pairs));
    PtxRegister count = code.parameter(sums);
    PtxRegister left = code.value(PtxType.B32, "shl.b32", pair, PtxImmediate.of(1));
    PtxRegister right = code.value(PtxType.B32, "add.s32", left, PtxImmediate.of(1));
    PtxRegister start = code.value(PtxType.B32, "mad.lo.s32", element, count, left);
    PtxRegister next = code.value(PtxType.B32, "add.s32", start, PtxImmediate.of(1));
    MemoryTensor from = MemoryTensor.dense(PtxSpace.GLOBAL, dtype, 1, code.pointer(x));
    MemoryTensor to = MemoryTensor.dense(PtxSpace.GLOBAL, dtype, 1, code.pointer(result));
    PtxRegister sum = code.variable(from.element(code, start));
    PtxLabel end = code.label();
    code.branchIf(code.value(PtxType.PRED, "setp.ge.u32", right, count), end);
    code.scoped(
        () -> {
          PtxOperand partner = from.element(code, next);
          code.assign(sum, opcode("add.rn"), sum, partner);
        });
    code.place(end);
    to.store(code, thread, sum);
    code.exit();
    return new PtxKernel(
        "lane_pairs_" + dtype.text(),
        List.of(total, pairs, sums, x, result),
        code,
        LaunchBounds.of(THREADS));
  }
}
