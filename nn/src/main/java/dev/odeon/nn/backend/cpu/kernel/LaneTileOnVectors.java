package dev.odeon.nn.backend.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;

/// Bytecode of a [LaneTile] that works on vectors. The sixteen accumulators of a sum fill one or
/// more registers; the last steps of eight sums are made together, see [VectorFold].
///
/// @param tile what is done with a register of lanes
/// @param fold the last steps
record LaneTileOnVectors(LaneTileCode tile, VectorFold fold) {
  void body() {
    int[] sums = tile.shape().registers() == 0 ? sums(0, fold.width()) : knownSums();
    fold.store(tile, fold.apply(tile, sums));
    tile.code().return_();
  }

  /// Variables with the accumulators from `first` on, those added that are multiples of `apart`
  /// behind them.
  private int[] sums(int first, int apart) {
    if (apart >= Residues.COUNT) {
      return accumulators(first);
    }
    int[] sums = sums(first, 2 * apart);
    CodeBuilder code = tile.code();
    Label end = code.newLabel();
    // Accumulators that no lane belongs to are zero.
    code.iload(LaneTileCode.LANES).loadConstant(first + apart).if_icmple(end);
    int[] others = sums(first + apart, 2 * apart);
    addTo(sums, others);
    code.labelBinding(end);
    return sums;
  }

  private void addTo(int[] sums, int[] others) {
    for (int i = 0; i < sums.length; i++) {
      tile.fetch(sums[i]);
      tile.fetch(others[i]);
      tile.add();
      tile.code().storeLocal(tile.registers().register(), sums[i]);
    }
  }

  /// Every sixteenth lane, a register at a time.
  private int[] accumulators(int first) {
    CodeBuilder code = tile.code();
    int[] sums = tile.zeros();
    int lane = code.allocateLocal(TypeKind.INT);
    code.loadConstant(first).istore(lane);
    Label again = code.newLabel();
    Label rest = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(LaneTileCode.LANES);
    if (needsRange()) {
      code.loadConstant(fold.width()).isub().if_icmpgt(rest);
    } else {
      code.if_icmpge(end);
    }
    tile.addLanes(sums, new LaneRegister.Running(lane, LaneRegister.WHOLE));
    code.iinc(lane, Residues.COUNT).goto_(again).labelBinding(rest);
    if (needsRange()) {
      code.iload(lane).iload(LaneTileCode.LANES).if_icmpge(end);
      tile.registers().range(code, lane, LaneTileCode.LANES);
      int range = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(range);
      tile.addLanes(sums, new LaneRegister.Running(lane, range));
    }
    code.labelBinding(end);
    return sums;
  }

  private int[] knownSums() {
    int range = LaneRegister.WHOLE;
    if (needsRange()) {
      CodeBuilder code = tile.code();
      int last = code.allocateLocal(TypeKind.INT);
      code.loadConstant((tile.shape().registers() - 1) * fold.width()).istore(last);
      tile.registers().range(code, last, LaneTileCode.LANES);
      range = code.allocateLocal(TypeKind.REFERENCE);
      code.astore(range);
    }
    return knownSums(0, fold.width(), range);
  }

  private int[] knownSums(int first, int apart, int range) {
    int lanes = tile.shape().registers() * fold.width();
    if (apart < Residues.COUNT) {
      int[] sums = knownSums(first, 2 * apart, range);
      if (first + apart < lanes) {
        addTo(sums, knownSums(first + apart, 2 * apart, range));
      }
      return sums;
    }
    int[] sums = tile.firstLanes(known(first, range));
    for (int lane = first + Residues.COUNT; lane < lanes; lane += Residues.COUNT) {
      tile.addLanes(sums, known(lane, range));
    }
    return sums;
  }

  private LaneRegister known(int first, int range) {
    boolean isLast = first == (tile.shape().registers() - 1) * fold.width();
    return new LaneRegister.Known(first, isLast ? range : LaneRegister.WHOLE);
  }

  private boolean needsRange() {
    return tile.shape().counted() == LaneTileShape.Counted.MASKED
        || tile.shape().rest() == LaneTileShape.Rest.ANYTHING;
  }
}
