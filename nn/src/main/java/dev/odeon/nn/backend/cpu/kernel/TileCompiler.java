package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
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

/// Compiles tiles, each shape once: code that all products share is soon compiled by HotSpot.
final class TileCompiler {
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(
          CD_void,
          CD_Object,
          CD_int,
          CD_int,
          CD_int,
          CD_Object,
          CD_int,
          CD_int,
          CD_double.arrayType(),
          CD_int,
          CD_int,
          CD_int,
          CD_int,
          CD_int);
  private static final Map<TileShape, Tile> KNOWN = new ConcurrentHashMap<>();

  private static final int A = 1;
  private static final int A_START = 2;
  private static final int A_ROW = 3;
  private static final int A_DEPTH = 4;
  private static final int B = 5;
  private static final int B_START = 6;
  private static final int B_DEPTH = 7;
  private static final int C = 8;
  private static final int C_START = 9;
  private static final int C_ROW = 10;
  private static final int DEPTH = 11;
  private static final int BLOCKS = 12;
  private static final int COLUMNS = 13;

  private final TileShape shape;
  private final RegisterCode names;
  private final CodeBuilder code;
  private final int width;
  private final SumCode memory;
  private final int[][] sums;
  private final int a;
  private final int b;
  private final int length;
  private final int mask;

  private TileCompiler(TileShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    names = RegisterCode.of(shape.engine(), shape.precision());
    width = shape.engine() == Engine.VECTOR ? VectorWidth.of(shape.precision()) : 1;
    memory = new SumCode(code, shape.engine(), shape.precision());
    sums = new int[shape.rows()][shape.vectors()];
    for (int[] row : sums) {
      for (int v = 0; v < row.length; v++) {
        row[v] = code.allocateLocal(names.register());
      }
    }
    a = code.allocateLocal(TypeKind.REFERENCE);
    b = code.allocateLocal(TypeKind.REFERENCE);
    length = code.allocateLocal(TypeKind.INT);
    mask = code.allocateLocal(TypeKind.REFERENCE);
  }

  static Tile tile(TileShape shape) {
    return KNOWN.computeIfAbsent(shape, TileCompiler::compile);
  }

  private static Tile compile(TileShape shape) {
    return HiddenClass.instance(
        Tile.class,
        shape.engine(),
        builder ->
            builder.withMethodBody(
                "run",
                RUN,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new TileCompiler(shape, code).body()));
  }

  private void body() {
    code.aload(A).checkcast(array(shape.left())).astore(a);
    code.aload(B).checkcast(names.array()).astore(b);
    names.length(code);
    code.istore(length);
    if (shape.edge() == TileShape.Edge.PARTIAL) {
      int first = code.allocateLocal(TypeKind.INT);
      code.iload(length).loadConstant(shape.vectors() - 1).imul().istore(first);
      names.range(code, first, COLUMNS);
      code.astore(mask);
      memory.range(first, COLUMNS);
    }
    int block = code.allocateLocal(TypeKind.INT);
    code.iconst_0().istore(block);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(block).iload(BLOCKS).if_icmpge(end);
    start();
    loop();
    finish();
    code.iload(A_START).iload(A_ROW).loadConstant(shape.rows()).imul().iadd().istore(A_START);
    code.iload(C_START).iload(C_ROW).loadConstant(shape.rows()).imul().iadd().istore(C_START);
    code.iinc(block, 1).goto_(again);
    code.labelBinding(end).return_();
  }

  private ClassDesc array(Factors factors) {
    return switch (factors) {
      case ELEMENTS -> names.array();
      case DOUBLES -> CD_double.arrayType();
    };
  }

  private void start() {
    for (int row = 0; row < sums.length; row++) {
      for (int v = 0; v < shape.vectors(); v++) {
        switch (shape.start()) {
          case ZERO -> names.zero(code);
          case STORED -> {
            int sumRow = row;
            int vector = v;
            ofKnownClass(() -> stored(sumRow, vector));
          }
        }
        code.storeLocal(names.register(), sums[row][v]);
      }
    }
  }

  /// Adds -0, which changes no number, to what `operand` leaves on the stack. HotSpot knows the
  /// class of a result, but neither that of a vector that was loaded nor that of a variable of a
  /// loop once code on vectors of another width has run; and only vectors whose class it knows stay
  /// in registers.
  private void ofKnownClass(Runnable operand) {
    if (shape.engine() == Engine.SCALAR) {
      operand.run();
      return;
    }
    names.begin(code);
    if (shape.precision() == Precision.DOUBLE) {
      code.loadConstant(-0.0);
    } else {
      code.loadConstant(-0.0f);
    }
    names.broadcast(code);
    operand.run();
    names.add(code);
  }

  private void stored(int row, int v) {
    sumIndex(row, v);
    memory.load(C, isPartial(v));
  }

  private void finish() {
    for (int row = 0; row < sums.length; row++) {
      for (int v = 0; v < shape.vectors(); v++) {
        sumIndex(row, v);
        int sum = sums[row][v];
        ofKnownClass(() -> code.loadLocal(names.register(), sum));
        memory.store(C, isPartial(v));
      }
    }
  }

  private void sumIndex(int row, int v) {
    code.iload(C_START).iload(C_ROW).loadConstant(row).imul().iadd();
    code.iload(length).loadConstant(v).imul().iadd();
  }

  private boolean isPartial(int v) {
    return shape.edge() == TileShape.Edge.PARTIAL && v == shape.vectors() - 1;
  }

  private void load(int v) {
    if (isPartial(v)) {
      names.load(code, mask);
    } else {
      names.load(code);
    }
  }

  private void loop() {
    int k = code.allocateLocal(TypeKind.INT);
    int factor = code.allocateLocal(names.register());
    int[] columns = new int[shape.vectors()];
    code.iconst_0().istore(k);
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(k).iload(DEPTH).if_icmpge(end);
    for (int v = 0; v < columns.length; v++) {
      columns[v] = code.allocateLocal(names.register());
      names.begin(code);
      code.aload(b);
      columnIndex(k, v);
      load(v);
      code.storeLocal(names.register(), columns[v]);
    }
    for (int row = 0; row < sums.length; row++) {
      names.begin(code);
      code.aload(a);
      factorIndex(row, k);
      switch (shape.left()) {
        case ELEMENTS -> code.arrayLoad(names.element());
        case DOUBLES -> code.daload().d2f();
      }
      names.broadcast(code);
      code.storeLocal(names.register(), factor);
      for (int v = 0; v < columns.length; v++) {
        code.loadLocal(names.register(), factor);
        code.loadLocal(names.register(), columns[v]);
        code.loadLocal(names.register(), sums[row][v]);
        names.fma(code);
        code.storeLocal(names.register(), sums[row][v]);
      }
    }
    code.iinc(k, 1).goto_(again).labelBinding(end);
  }

  private void columnIndex(int k, int v) {
    code.iload(B_START).iload(k);
    switch (shape.rightDepth()) {
      case ADJACENT -> code.loadConstant(width * shape.vectors());
      case APART -> code.iload(B_DEPTH);
    }
    code.imul().iadd();
    code.iload(length).loadConstant(v).imul().iadd();
  }

  private void factorIndex(int row, int k) {
    code.iload(A_START).iload(A_ROW).loadConstant(row).imul().iadd();
    code.iload(k);
    switch (shape.leftDepth()) {
      case ADJACENT -> {}
      case APART -> code.iload(A_DEPTH).imul();
    }
    code.iadd();
  }
}
