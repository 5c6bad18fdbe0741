package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of a [LaneTile] that works on numbers: accumulators one after another, those from the
/// eighth on are added to the ones 8 before, in memory.
///
/// @param tile what is done with a lane
record LaneTileOnNumbers(LaneTileCode tile) {
  private static final int HALF = Residues.COUNT / 2;
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final ClassDesc RESIDUES = named(Residues.class);
  private static final ClassDesc PRECISION = named(Precision.class);
  private static final MethodTypeDesc HALVES =
      MethodTypeDesc.of(CD_void, DOUBLES, CD_int, DOUBLES, CD_int, CD_int, PRECISION);

  private static ClassDesc named(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  void body() {
    CodeBuilder code = tile.code();
    int first = code.allocateLocal(TypeKind.INT);
    Label again = code.newLabel();
    Label low = code.newLabel();
    Label next = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(first);
    code.labelBinding(again).iload(first).bipush(Residues.COUNT).if_icmpge(end);
    int[] sums = accumulate(first);
    code.iload(first).bipush(HALF).if_icmplt(low);
    storeHigh(sums, first);
    code.goto_(next).labelBinding(low);
    storeLow(sums, first);
    code.labelBinding(next).iinc(first, 1).goto_(again);
    code.labelBinding(end);
    int across = sums.length / tile.shape().apart();
    for (int row = 0; row < tile.shape().apart(); row++) {
      code.aload(LaneTileCode.MEMORY).loadConstant(row * across * HALF).aload(LaneTileCode.OUT);
      code.iload(LaneTileCode.AT);
      code.iload(LaneTileCode.OUT_STRIDE).loadConstant(row).imul().iadd().loadConstant(across);
      code.getstatic(PRECISION, tile.shape().precision().name(), PRECISION);
      code.invokestatic(RESIDUES, "halves", HALVES);
    }
    code.return_();
  }

  private int[] accumulate(int first) {
    CodeBuilder code = tile.code();
    int[] sums = tile.zeros();
    int lane = code.allocateLocal(TypeKind.INT);
    code.iload(first).istore(lane);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(LaneTileCode.LANES).if_icmpge(end);
    tile.addLanes(sums, new LaneRegister.Running(lane, LaneRegister.WHOLE));
    code.iinc(lane, Residues.COUNT).goto_(again).labelBinding(end);
    return sums;
  }

  private void storeLow(int[] sums, int first) {
    CodeBuilder code = tile.code();
    for (int i = 0; i < sums.length; i++) {
      code.aload(LaneTileCode.MEMORY).iload(first).loadConstant(i * HALF).iadd();
      tile.fetch(sums[i]);
      tile.registers().store(code);
    }
  }

  private void storeHigh(int[] sums, int first) {
    CodeBuilder code = tile.code();
    for (int i = 0; i < sums.length; i++) {
      int shift = i * HALF - HALF;
      code.aload(LaneTileCode.MEMORY).iload(first).loadConstant(shift).iadd();
      code.aload(LaneTileCode.MEMORY).iload(first).loadConstant(shift).iadd();
      tile.registers().load(code);
      tile.fetch(sums[i]);
      tile.add();
      tile.registers().store(code);
    }
  }
}
