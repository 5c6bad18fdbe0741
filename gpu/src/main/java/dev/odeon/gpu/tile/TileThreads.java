package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;
import java.util.function.Consumer;

/// The threads of a block: who each is, and the memory that they share.
///
/// @param code of the kernel
/// @param array name of the shared memory
record TileThreads(PtxCode code, TileShape shape, String array) {
  /// Number of the thread in its block.
  PtxRegister thread() {
    return code.special("%tid.x");
  }

  /// Its column.
  PtxRegister column() {
    return code.value(PtxType.B32, "and.b32", thread(), PtxImmediate.of(shape.columns() - 1));
  }

  /// Its part.
  PtxRegister part() {
    return shifted(thread(), shape.columns());
  }

  /// Whether its part is below `count`.
  PtxRegister isBelow(int count) {
    return code.value(PtxType.PRED, "setp.lt.s32", part(), PtxImmediate.of(count));
  }

  /// `number / by`, a power of two.
  PtxRegister shifted(PtxRegister number, int by) {
    int distance = Integer.numberOfTrailingZeros(by);
    return code.value(PtxType.B32, "shr.u32", number, PtxImmediate.of(distance));
  }

  /// Whether the thread is the first of its column.
  PtxRegister leads() {
    return code.value(PtxType.PRED, "setp.eq.s32", part(), PtxImmediate.of(0));
  }

  /// The address `bytes` behind the beginning of shared memory.
  PtxRegister shared(long bytes) {
    return plus(code.launchedArray(array), bytes);
  }

  /// Address `address + bytes`.
  PtxRegister plus(PtxRegister address, long bytes) {
    return bytes == 0
        ? address
        : code.value(PtxType.B64, "add.s64", address, PtxImmediate.of(bytes));
  }

  /// Address `address + index * pitch`.
  PtxRegister at(PtxRegister address, PtxRegister index, int pitch) {
    return code.value(PtxType.B64, "mad.wide.s32", index, PtxImmediate.of(pitch), address);
  }

  /// An address of shared memory, which fits 32 bits, in so many.
  PtxRegister narrow(PtxRegister address) {
    return code.value(PtxType.B32, "cvt.u32.u64", address);
  }

  /// Writes a part that only threads run for which `predicate` holds.
  void when(PtxRegister predicate, Runnable part) {
    PtxLabel end = code.label();
    code.branchUnless(predicate, end);
    code.scoped(part);
    code.place(end);
  }

  /// Writes a part that runs `times` times; it is given the register that says how often it still
  /// runs, this time included.
  void repeat(int times, Consumer<PtxRegister> part) {
    PtxRegister left = code.variable(PtxImmediate.of(times));
    PtxLabel again = code.label();
    // Unrolled by the assembler, a loop takes registers that it has not.
    code.effect(".pragma \"nounroll\"");
    code.place(again);
    code.scoped(() -> part.accept(left));
    code.assign(left, "sub.s32", left, PtxImmediate.of(1));
    PtxRegister more = code.register(PtxType.PRED);
    code.assign(more, "setp.gt.s32", left, PtxImmediate.of(0));
    code.branchIf(more, again);
  }
}
