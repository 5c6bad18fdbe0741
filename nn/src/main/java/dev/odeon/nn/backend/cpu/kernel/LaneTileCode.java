package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.function.ObjIntConsumer;

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
          DOUBLES, CD_int, CD_int);

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

  /// The variable with the distance of rows of sums.
  static final int OUT_STRIDE = 12;

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
  void addLanes(int[] sums, LaneRegister lanes) {
    numbers(
        lanes,
        (number, sum) -> {
          fetch(sums[sum]);
          number.run();
          add();
          code.storeLocal(registers.register(), sums[sum]);
        });
  }

  /// New variables with the numbers of a register of lanes.
  int[] firstLanes(LaneRegister lanes) {
    int[] sums = new int[shape.sums()];
    numbers(
        lanes,
        (number, sum) -> {
          number.run();
          sums[sum] = variable();
        });
    return sums;
  }

  /// @param each takes what leaves the numbers of a sum on the stack, and which sum that is
  private void numbers(LaneRegister lanes, ObjIntConsumer<Runnable> each) {
    int counts = counts(lanes);
    LaneRegister loaded = shape.rest() == LaneTileShape.Rest.ANYTHING ? lanes : lanes.whole();
    int[] columns = new int[shape.columns()];
    for (int column = 0; column < columns.length; column++) {
      columns[column] = number(Y, Y_START, column, loaded);
    }
    for (int row = 0; row < shape.rows(); row++) {
      int x = number(X, START, row, loaded);
      if (columns.length == 0) {
        each.accept(() -> counted(() -> fetch(x), counts), row);
      }
      for (int column = 0; column < columns.length; column++) {
        int y = columns[column];
        each.accept(() -> counted(() -> product(x, y), counts), row * columns.length + column);
      }
    }
  }

  /// A variable that tells which lanes count, or -1 if all do.
  private int counts(LaneRegister lanes) {
    return switch (shape.counted()) {
      case ALL -> -1;
      case MASKED -> {
        registers.begin(code);
        code.aload(MASK).iload(MASK_START);
        lanes.load(code, registers);
        yield registers.isNotZero(code);
      }
    };
  }

  /// A variable with the numbers of a row or column.
  private int number(int array, int start, int row, LaneRegister lanes) {
    registers.begin(code);
    code.aload(array).iload(start);
    if (row > 0) {
      code.iload(STRIDE).loadConstant(row).imul().iadd();
    }
    lanes.load(code, registers);
    return variable();
  }

  private void product(int x, int y) {
    fetch(x);
    fetch(y);
    registers.multiply(code);
    round();
  }

  /// Leaves the number on the stack where it counts, zero elsewhere.
  private void counted(Runnable number, int counts) {
    if (counts >= 0) {
      registers.zero(code);
    }
    number.run();
    if (counts >= 0) {
      registers.select(code, counts);
    }
  }

  private void round() {
    if (shape.precision() == Precision.FLOAT) {
      registers.narrow(code);
      registers.widen(code);
    }
  }
}
