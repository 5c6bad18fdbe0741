package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.LaneOrder;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;

/// Which lane of which block of 64 a column is: tiles take the lanes of a block in the order in
/// which what they keep stands in memory, so that neighbouring threads write to neighbours.
record TileLanes(TileThreads threads) {
  /// The block of the tile.
  PtxRegister block() {
    return threads.shifted(
        threads.code().special("%ctaid.x"), LaneOrder.LANES / threads.shape().columns());
  }

  /// The lane of the column in its block.
  PtxRegister lane() {
    PtxRegister first =
        value(
            "mul.lo.s32",
            threads.code().special("%ctaid.x"),
            PtxImmediate.of(threads.shape().columns()));
    PtxRegister all = value("add.s32", first, threads.column());
    PtxRegister place = value("and.b32", all, PtxImmediate.of(LaneOrder.LANES - 1));
    PtxRegister turn = value("and.b32", place, PtxImmediate.of(LaneOrder.TURNS - 1));
    PtxRegister reversed = threads.shifted(place, LaneOrder.TURNS);
    PtxRegister lane = value("mul.lo.s32", turn, PtxImmediate.of(LaneOrder.RESIDUES));
    for (int bit = 0; bit < LaneOrder.RESIDUE_BITS; bit++) {
      PtxRegister only = value("and.b32", threads.shifted(reversed, 1 << bit), PtxImmediate.of(1));
      int weight = 1 << (LaneOrder.RESIDUE_BITS - 1 - bit);
      lane = value("add.s32", lane, value("mul.lo.s32", only, PtxImmediate.of(weight)));
    }
    return lane;
  }

  private PtxRegister value(String opcode, PtxRegister a, PtxImmediate b) {
    return threads.code().value(PtxType.B32, opcode, a, b);
  }

  private PtxRegister value(String opcode, PtxRegister a, PtxRegister b) {
    return threads.code().value(PtxType.B32, opcode, a, b);
  }
}
