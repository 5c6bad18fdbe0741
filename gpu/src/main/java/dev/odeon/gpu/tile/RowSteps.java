package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;

/// Elements of a column in memory, in even steps.
///
/// @param address of the first
/// @param pitch bytes from each to the next
record RowSteps(PtxSpace space, PtxRegister address, long pitch) {
  /// The place of the thread's first own element.
  PtxRegister own(TileThreads threads) {
    return threads.at(address, threads.part(), (int) pitch);
  }
}
