package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxLabel;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.List;

/// Code of sums over the 64 threads of a block, in the order of [dev.odeon.nn.graph.Op.LaneReduce]:
/// what stands in column i is added to accumulator i mod 16, then accumulators 8 apart, 4, 2 and 1.
///
/// Elements go through shared memory, 64 at a time; then each thread adds up one of them.
final class ThreadSums {
  private static final int THREADS = 64;
  private static final int RESIDUES = 16;

  /// Rows of a table in shared memory have one element more, so that threads that read a column
  /// each meet different banks.
  private static final int PITCH = (THREADS + 1) * Double.BYTES;

  private final PtxCode code;

  ThreadSums(PtxCode code) {
    this.code = code;
  }

  /// Writes the sums of `elements` from `target` on.
  ///
  /// @param place column of this thread, a whole number of 32 bits
  void write(List<PtxOperand> elements, PtxRegister place, PtxRegister target) {
    int rows = Math.min(THREADS, elements.size());
    PtxRegister table = code.sharedArray(DType.F64, Math.max(1, rows) * (THREADS + 1));
    PtxRegister thread = code.special("%tid.x");
    PtxRegister column =
        code.value(PtxType.B64, "mad.wide.s32", place, PtxImmediate.of(Double.BYTES), table);
    PtxRegister row =
        code.value(PtxType.B64, "mad.wide.s32", thread, PtxImmediate.of(PITCH), table);
    PtxRegister written =
        code.value(PtxType.B64, "mad.wide.s32", thread, PtxImmediate.of(Double.BYTES), target);
    for (int first = 0; first < elements.size(); first += THREADS) {
      List<PtxOperand> some = elements.subList(first, Math.min(elements.size(), first + THREADS));
      for (int i = 0; i < some.size(); i++) {
        code.store(PtxSpace.SHARED, DType.F64, column, (long) i * PITCH, some.get(i));
      }
      code.barrier();
      PtxLabel end = code.label();
      PtxRegister idle =
          code.value(PtxType.PRED, "setp.ge.s32", thread, PtxImmediate.of(some.size()));
      code.branchIf(idle, end);
      long offset = (long) first * Double.BYTES;
      code.scoped(() -> code.store(PtxSpace.GLOBAL, DType.F64, written, offset, sum(row)));
      code.place(end);
      code.barrier();
    }
    if (elements.isEmpty()) {
      code.barrier();
    }
  }

  private PtxRegister sum(PtxRegister row) {
    List<PtxOperand> accumulators = new ArrayList<>();
    for (int r = 0; r < RESIDUES; r++) {
      PtxOperand sum = PtxImmediate.of(0.0);
      for (int i = r; i < THREADS; i += RESIDUES) {
        PtxRegister next = code.load(PtxSpace.SHARED, DType.F64, row, (long) i * Double.BYTES);
        sum = code.value(PtxType.F64, "add.rn.f64", sum, next);
      }
      accumulators.add(sum);
    }
    for (int apart = RESIDUES / 2; apart > 0; apart /= 2) {
      for (int r = 0; r < apart; r++) {
        accumulators.set(
            r,
            code.value(
                PtxType.F64, "add.rn.f64", accumulators.get(r), accumulators.get(r + apart)));
      }
    }
    return code.inRegister(accumulators.getFirst());
  }
}
