package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of what a [LaneTile] does with a register of lanes.
///
/// @param shape of the tile
/// @param registers operations on registers
/// @param code where the bytecode goes
record LaneTileCode(LaneTileShape shape, RegisterCode registers, CodeBuilder code) {
  private static final ClassDesc DOUBLES = CD_double.arrayType();

  /// The type of [LaneTile#run].
  static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, DOUBLES, CD_int, CD_int, DOUBLES, CD_int, DOUBLES, CD_int, CD_int, DOUBLES,
          DOUBLES, CD_int);

  private static final int X = 1;
  private static final int START = 2;
  private static final int STRIDE = 3;
  private static final int Y = 4;
  private static final int Y_START = 5;
  private static final int MASK = 6;
  private static final int MASK_START = 7;

  /// The variable with the number of lanes.
  static final int LANES = 8;

  /// The variable with the working memory.
  static final int MEMORY = 9;

  /// The variable with the array of the sums.
  static final int OUT = 10;

  /// The variable with the place of the first sum.
  static final int AT = 11;

  /// The range of registers that are whole.
  static final int WHOLE = -1;

  static LaneTileCode of(LaneTileShape shape, CodeBuilder code) {
    return new LaneTileCode(shape, RegisterCode.of(shape.engine(), Precision.DOUBLE), code);
  }

  /// New variables for the sums, all zero.
  int[] zeros() {
    int[] sums = new int[shape.sums()];
    for (int i = 0; i < sums.length; i++) {
      registers.zero(code);
      sums[i] = variable();
    }
    return sums;
  }

  /// A new variable that takes the register on the stack.
  int variable() {
    int variable = code.allocateLocal(registers.register());
    code.storeLocal(registers.register(), variable);
    return variable;
  }

  void fetch(int variable) {
    code.loadLocal(registers.register(), variable);
  }

  /// Adds the two registers on the stack.
  void add() {
    registers.add(code);
    round();
  }

  /// Adds the numbers of a register of lanes to sums.
  ///
  /// @param sums variables
  /// @param lane variable with the first lane's number
  /// @param range variable that tells which lanes there are, or [#WHOLE]
  void addLanes(int[] sums, int lane, int range) {
    int counts = counts(lane, range);
    int loaded = shape.rest() == LaneTileShape.Rest.ANYTHING ? range : WHOLE;
    int[] columns = new int[shape.columns()];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = number(Y, Y_START, column, lane, loaded);
    }
    for (int row = 0; row < shape.rows(); row++) {
      int x = number(X, START, row, lane, loaded);
      if (columns.length == 0) {
        accumulate(sums[row], () -> fetch(x), counts);
      }
      for (int column = 0; column < columns.length; column++) {
        int y = columns[column];
        accumulate(sums[row * columns.length + column], () -> product(x, y), counts);
      }
    }
  }

  /// A variable that tells which lanes count, or -1 if all do.
  private int counts(int lane, int range) {
    return switch (shape.counted()) {
      case ALL -> -1;
      case MASKED -> {
        registers.begin(code);
        code.aload(MASK).iload(MASK_START);
        load(lane, range);
        yield registers.isNotZero(code);
      }
    };
  }

  /// A variable with the numbers of a row or column.
  private int number(int array, int start, int row, int lane, int range) {
    registers.begin(code);
    code.aload(array).iload(start);
    if (row > 0) {
      code.iload(STRIDE).loadConstant(row).imul().iadd();
    }
    load(lane, range);
    return variable();
  }

  /// Array and the index of lane 0 stand on the stack.
  private void load(int lane, int range) {
    code.iload(lane).iadd();
    if (range == WHOLE) {
      registers.load(code);
    } else {
      registers.load(code, range);
    }
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

  private void round() {
    if (shape.precision() == Precision.FLOAT) {
      registers.narrow(code);
      registers.widen(code);
    }
  }
}
