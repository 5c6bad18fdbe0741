package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Compiles tiles of sums over lanes, each shape once.
final class LaneTileCompiler {
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, DOUBLES, CD_int, CD_int, DOUBLES, CD_int, DOUBLES, CD_int, CD_int, DOUBLES,
          CD_int);
  private static final Map<LaneTileShape, LaneTile> KNOWN = new ConcurrentHashMap<>();
  private static final int HALF = Residues.COUNT / 2;

  private static final int X = 1;
  private static final int START = 2;
  private static final int STRIDE = 3;
  private static final int Y = 4;
  private static final int Y_START = 5;
  private static final int MASK = 6;
  private static final int MASK_START = 7;
  private static final int LANES = 8;
  private static final int SUMS = 9;
  private static final int AT = 10;

  private final LaneTileShape shape;
  private final RegisterCode registers;
  private final CodeBuilder code;
  private final int[] sums;
  private final int length;
  private final int first;
  private final int lane;
  private final int range;

  private LaneTileCompiler(LaneTileShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    registers = RegisterCode.of(shape.engine(), Precision.DOUBLE);
    sums = new int[shape.sums()];
    for (int row = 0; row < sums.length; row++) {
      sums[row] = code.allocateLocal(registers.register());
    }
    length = code.allocateLocal(TypeKind.INT);
    first = code.allocateLocal(TypeKind.INT);
    lane = code.allocateLocal(TypeKind.INT);
    range = code.allocateLocal(TypeKind.REFERENCE);
  }

  static LaneTile tile(LaneTileShape shape) {
    return KNOWN.computeIfAbsent(shape, LaneTileCompiler::compile);
  }

  private static LaneTile compile(LaneTileShape shape) {
    return HiddenClass.instance(
        LaneTile.class,
        shape.engine(),
        builder ->
            builder.withMethodBody(
                "run",
                RUN,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new LaneTileCompiler(shape, code).body()));
  }

  /// Groups of accumulators one after another; those from the eighth on are added to the sums of
  /// the group 8 before.
  private void body() {
    registers.length(code);
    code.istore(length).iconst_0().istore(first);
    Label again = code.newLabel();
    Label low = code.newLabel();
    Label next = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(first).bipush(Residues.COUNT).if_icmpge(end);
    accumulate();
    code.iload(first).bipush(HALF).if_icmplt(low);
    storeHigh();
    code.goto_(next).labelBinding(low);
    storeLow();
    code.labelBinding(next);
    code.iload(first).iload(length).iadd().istore(first).goto_(again);
    code.labelBinding(end).return_();
  }

  private void accumulate() {
    for (int sum : sums) {
      registers.zero(code);
      code.storeLocal(registers.register(), sum);
    }
    code.iload(first).istore(lane);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(LANES).if_icmpge(end);
    boolean isMasked = shape.counted() == LaneTileShape.Counted.MASKED;
    boolean loadsPart = isMasked || shape.rest() == LaneTileShape.Rest.ANYTHING;
    if (shape.engine() == Engine.VECTOR && loadsPart) {
      registers.range(code, lane, LANES);
      code.astore(range);
    }
    numbers();
    code.iinc(lane, Residues.COUNT).goto_(again).labelBinding(end);
  }

  /// Adds the numbers of a register of lanes.
  private void numbers() {
    int counts = counts();
    int[] columns = new int[shape.columns()];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = number(Y, Y_START, column);
    }
    for (int row = 0; row < shape.rows(); row++) {
      int x = number(X, START, row);
      if (columns.length == 0) {
        accumulate(sums[row], () -> fetch(x), counts);
      }
      for (int column = 0; column < columns.length; column++) {
        int y = columns[column];
        accumulate(sums[row * columns.length + column], () -> product(x, y), counts);
      }
    }
  }

  /// A variable with the numbers of a row or column.
  private int number(int array, int start, int row) {
    int number = code.allocateLocal(registers.register());
    registers.begin(code);
    code.aload(array).iload(start).iload(STRIDE).loadConstant(row).imul().iadd();
    load(shape.rest());
    code.storeLocal(registers.register(), number);
    return number;
  }

  private void product(int x, int y) {
    fetch(x);
    fetch(y);
    registers.multiply(code);
    round();
  }

  /// @param number leaves what is added on the stack
  private void accumulate(int sum, Runnable number, int counts) {
    fetch(sum);
    if (counts >= 0) {
      registers.zero(code);
    }
    number.run();
    if (counts >= 0) {
      registers.select(code, counts);
    }
    add();
    code.storeLocal(registers.register(), sum);
  }

  /// A variable that tells which lanes count, or -1 if all do.
  private int counts() {
    return switch (shape.counted()) {
      case ALL -> -1;
      case MASKED -> {
        registers.begin(code);
        code.aload(MASK).iload(MASK_START);
        load(LaneTileShape.Rest.ANYTHING);
        yield registers.isNotZero(code);
      }
    };
  }

  /// Array and the index of the first lane stand on the stack.
  private void load(LaneTileShape.Rest rest) {
    code.iload(lane).iadd();
    if (shape.engine() == Engine.VECTOR && rest == LaneTileShape.Rest.ANYTHING) {
      registers.load(code, range);
    } else {
      registers.load(code);
    }
  }

  private void storeLow() {
    for (int row = 0; row < sums.length; row++) {
      code.aload(SUMS);
      sumIndex(row * HALF);
      fetch(sums[row]);
      registers.store(code);
    }
  }

  private void storeHigh() {
    for (int row = 0; row < sums.length; row++) {
      int at = row * HALF - HALF;
      code.aload(SUMS);
      sumIndex(at);
      registers.begin(code);
      code.aload(SUMS);
      sumIndex(at);
      registers.load(code);
      fetch(sums[row]);
      add();
      registers.store(code);
    }
  }

  private void sumIndex(int shift) {
    code.iload(AT).iload(first).iadd().loadConstant(shift).iadd();
  }

  private void fetch(int local) {
    code.loadLocal(registers.register(), local);
  }

  private void add() {
    registers.add(code);
    round();
  }

  private void round() {
    if (shape.precision() == Precision.FLOAT) {
      registers.narrow(code);
      registers.widen(code);
    }
  }
}
