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

/// Compiles tiles of products of two operands that differ from lane to lane, each shape once.
final class LaneProductCompiler {
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void, DOUBLES, CD_int, CD_int, CD_int, DOUBLES, CD_int, CD_int, CD_int, DOUBLES,
          CD_int, CD_int, CD_int, CD_int);

  private static final int A = 1;
  private static final int A_START = 2;
  private static final int A_ROW = 3;
  private static final int A_DEPTH = 4;
  private static final int B = 5;
  private static final int B_START = 6;
  private static final int B_COLUMN = 7;
  private static final int B_DEPTH = 8;
  private static final int OUT = 9;
  private static final int OUT_START = 10;
  private static final int OUT_ROW = 11;
  private static final int DEPTH = 12;
  private static final int LANES = 13;

  private static final Map<LaneProductShape, LaneProductTile> KNOWN = new ConcurrentHashMap<>();

  private final Engine engine;
  private final RegisterCode doubles;
  private final RegisterCode numbers;
  private final Precision precision;
  private final CodeBuilder code;
  private final int[][] sums;
  private final int lane;
  private final int mask;

  private LaneProductCompiler(LaneProductShape shape, CodeBuilder code) {
    this.code = code;
    engine = shape.engine();
    precision = shape.precision();
    doubles = RegisterCode.of(engine, Precision.DOUBLE);
    numbers = RegisterCode.ofLanes(engine, precision);
    sums = new int[shape.rows()][shape.columns()];
    for (int[] row : sums) {
      for (int c = 0; c < row.length; c++) {
        row[c] = code.allocateLocal(numbers.register());
      }
    }
    lane = code.allocateLocal(TypeKind.INT);
    mask = code.allocateLocal(TypeKind.REFERENCE);
  }

  static LaneProductTile tile(LaneProductShape shape) {
    return KNOWN.computeIfAbsent(shape, LaneProductCompiler::compile);
  }

  private static LaneProductTile compile(LaneProductShape shape) {
    return HiddenClass.instance(
        LaneProductTile.class,
        shape.engine(),
        builder ->
            builder.withMethodBody(
                "run",
                RUN,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new LaneProductCompiler(shape, code).body()));
  }

  private void body() {
    int length = code.allocateLocal(TypeKind.INT);
    doubles.length(code);
    code.istore(length).iconst_0().istore(lane);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(LANES).if_icmpge(end);
    if (engine == Engine.VECTOR) {
      doubles.range(code, lane, LANES);
      code.astore(mask);
    }
    for (int[] row : sums) {
      for (int sum : row) {
        numbers.zero(code);
        code.storeLocal(numbers.register(), sum);
      }
    }
    loop();
    for (int r = 0; r < sums.length; r++) {
      for (int c = 0; c < sums[r].length; c++) {
        code.aload(OUT);
        index(OUT_START, OUT_ROW, r);
        code.loadConstant(c).iadd();
        atLane();
        code.loadLocal(numbers.register(), sums[r][c]);
        if (precision == Precision.FLOAT) {
          numbers.widen(code);
        }
        switch (engine) {
          case SCALAR -> doubles.store(code);
          case VECTOR -> doubles.store(code, mask);
        }
      }
    }
    code.iload(lane).iload(length).iadd().istore(lane).goto_(again);
    code.labelBinding(end).return_();
  }

  private void loop() {
    int k = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(k);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(k).iload(DEPTH).if_icmpge(end);
    int[] a = factors(A, A_START, A_ROW, A_DEPTH, sums.length, k);
    int[] b = factors(B, B_START, B_COLUMN, B_DEPTH, sums[0].length, k);
    for (int r = 0; r < a.length; r++) {
      for (int c = 0; c < b.length; c++) {
        code.loadLocal(numbers.register(), a[r]);
        code.loadLocal(numbers.register(), b[c]);
        code.loadLocal(numbers.register(), sums[r][c]);
        numbers.fma(code);
        code.storeLocal(numbers.register(), sums[r][c]);
      }
    }
    code.iinc(k, 1).goto_(again).labelBinding(end);
  }

  private int[] factors(int array, int start, int apart, int depth, int count, int k) {
    int[] factors = new int[count];
    for (int i = 0; i < count; i++) {
      doubles.begin(code);
      code.aload(array);
      index(start, apart, i);
      code.iload(k).iload(depth).imul().iadd();
      atLane();
      switch (engine) {
        case SCALAR -> doubles.load(code);
        case VECTOR -> doubles.load(code, mask);
      }
      if (precision == Precision.FLOAT) {
        doubles.narrow(code);
      }
      factors[i] = code.allocateLocal(numbers.register());
      code.storeLocal(numbers.register(), factors[i]);
    }
    return factors;
  }

  private void index(int start, int apart, int i) {
    code.iload(start).iload(apart).loadConstant(i).imul().iadd();
  }

  private void atLane() {
    code.iload(LANES).imul().iload(lane).iadd();
  }
}
