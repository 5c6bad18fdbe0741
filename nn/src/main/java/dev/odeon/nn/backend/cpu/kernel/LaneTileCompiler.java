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
///
/// A product counts as rounded, without the zero that a contraction starts from: that zero only
/// turns -0 to +0, and neither changes an accumulator, which started at +0 and so is never -0.
final class LaneTileCompiler {
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void,
          DOUBLES.arrayType(),
          DOUBLES.arrayType(),
          CD_int,
          DOUBLES,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          DOUBLES);
  private static final Map<LaneTileShape, LaneTile> KNOWN = new ConcurrentHashMap<>();

  private static final int A = 1;
  private static final int B = 2;
  private static final int TERMS = 3;
  private static final int MASK = 4;
  private static final int ROW = 5;
  private static final int COLUMN = 6;
  private static final int LANES = 7;
  private static final int FROM = 8;
  private static final int TO = 9;
  private static final int SUMS = 10;

  private final LaneTileShape shape;
  private final RegisterCode registers;
  private final CodeBuilder code;
  private final int length;
  private final int first;
  private final int lane;
  private final int range;

  private LaneTileCompiler(LaneTileShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    registers = RegisterCode.of(shape.engine(), Precision.DOUBLE);
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
        builder ->
            builder.withMethodBody(
                "run",
                RUN,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new LaneTileCompiler(shape, code).body()));
  }

  /// For each group of accumulators below the eighth, its sums and those of the group 8 apart.
  private void body() {
    int[][] low = tile();
    int[][] high = tile();
    registers.length(code);
    code.istore(length).iconst_0().istore(first);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(first).bipush(8).if_icmpge(end);
    accumulate(low, 0);
    accumulate(high, 8);
    for (int r = 0; r < shape.rows(); r++) {
      for (int c = 0; c < shape.sums(); c++) {
        code.aload(SUMS).loadConstant((r * shape.sums() + c) * 8).iload(first).iadd();
        fetch(low[r][c]);
        fetch(high[r][c]);
        registers.add(code);
        round();
        registers.store(code);
      }
    }
    code.iload(first).iload(length).iadd().istore(first).goto_(again);
    code.labelBinding(end).return_();
  }

  private int[][] tile() {
    int[][] locals = new int[shape.rows()][shape.sums()];
    for (int[] row : locals) {
      for (int c = 0; c < row.length; c++) {
        row[c] = code.allocateLocal(registers.register());
      }
    }
    return locals;
  }

  private void zero(int[][] tile) {
    for (int[] row : tile) {
      for (int local : row) {
        registers.zero(code);
        code.storeLocal(registers.register(), local);
      }
    }
  }

  private void accumulate(int[][] sums, int apart) {
    zero(sums);
    code.iload(FROM).iload(first).iadd().loadConstant(apart).iadd().istore(lane);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(TO).if_icmpge(end);
    if (shape.engine() == Engine.VECTOR) {
      registers.range(code, lane, TO);
      code.astore(range);
    }
    int[][] terms = tile();
    terms(terms);
    int counts = shape.counted() == LaneTileShape.Counted.MASKED ? counts() : -1;
    for (int r = 0; r < sums.length; r++) {
      for (int c = 0; c < sums[r].length; c++) {
        fetch(sums[r][c]);
        if (counts >= 0) {
          registers.zero(code);
          fetch(terms[r][c]);
          registers.select(code, counts);
        } else {
          fetch(terms[r][c]);
        }
        registers.add(code);
        round();
        code.storeLocal(registers.register(), sums[r][c]);
      }
    }
    code.iinc(lane, Residues.COUNT).goto_(again).labelBinding(end);
  }

  private int counts() {
    load(MASK, () -> code.iload(lane));
    return registers.isNotZero(code);
  }

  private void terms(int[][] terms) {
    int term = code.allocateLocal(TypeKind.INT);
    zero(terms);
    code.iconst_0().istore(term);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(term).iload(TERMS).if_icmpge(end);
    int[] a = factors(A, term, ROW, shape.rows());
    int[] b = factors(B, term, COLUMN, shape.columns());
    for (int r = 0; r < terms.length; r++) {
      for (int c = 0; c < terms[r].length; c++) {
        fetch(terms[r][c]);
        fetch(a[r]);
        if (b.length > 0) {
          fetch(b[c]);
          registers.multiply(code);
          round();
        }
        registers.add(code);
        round();
        code.storeLocal(registers.register(), terms[r][c]);
      }
    }
    code.iinc(term, 1).goto_(again).labelBinding(end);
  }

  private int[] factors(int arrays, int term, int start, int count) {
    int array = code.allocateLocal(TypeKind.REFERENCE);
    int[] factors = new int[count];
    if (count > 0) {
      code.aload(arrays).iload(term).aaload().astore(array);
    }
    for (int i = 0; i < count; i++) {
      int row = i;
      load(
          array,
          () -> code.iload(start).loadConstant(row).iadd().iload(LANES).imul().iload(lane).iadd());
      factors[i] = code.allocateLocal(registers.register());
      code.storeLocal(registers.register(), factors[i]);
    }
    return factors;
  }

  private void load(int array, Runnable index) {
    registers.begin(code);
    code.aload(array);
    index.run();
    switch (shape.engine()) {
      case SCALAR -> registers.load(code);
      case VECTOR -> registers.load(code, range);
    }
  }

  private void fetch(int local) {
    code.loadLocal(registers.register(), local);
  }

  private void round() {
    if (shape.precision() == Precision.FLOAT) {
      registers.roundToFloat(code);
    }
  }
}
