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

/// Compiles tiles of sums of outer products, each shape once.
///
/// A product counts as rounded, without the zero that a contraction starts from: that zero only
/// turns -0 to +0. These products are summed over lanes, in accumulators that start at +0 and so
/// are never -0: neither zero changes them.
final class OuterTileCompiler {
  private static final ClassDesc DOUBLES = CD_double.arrayType();
  private static final ClassDesc TERMS = DOUBLES.arrayType();
  private static final MethodTypeDesc RUN =
      MethodTypeDesc.of(CD_void, TERMS, CD_int, TERMS, CD_int, CD_int, CD_int, DOUBLES);
  private static final Map<OuterTileShape, OuterTile> KNOWN = new ConcurrentHashMap<>();

  private static final int A = 1;
  private static final int A_START = 2;
  private static final int B = 3;
  private static final int B_START = 4;
  private static final int DISTANCE = 5;
  private static final int LANES = 6;
  private static final int PRODUCTS = 7;

  private final OuterTileShape shape;
  private final RegisterCode registers;
  private final CodeBuilder code;
  private final int lane;
  private final int range;
  private final int term;
  private final int[] sums;

  private OuterTileCompiler(OuterTileShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    registers = RegisterCode.of(shape.engine(), Precision.DOUBLE);
    lane = code.allocateLocal(TypeKind.INT);
    range = code.allocateLocal(TypeKind.REFERENCE);
    term = code.allocateLocal(TypeKind.INT);
    sums = new int[shape.rows() * shape.columns()];
    for (int i = 0; i < sums.length; i++) {
      sums[i] = code.allocateLocal(registers.register());
    }
  }

  static OuterTile tile(OuterTileShape shape) {
    return KNOWN.computeIfAbsent(shape, OuterTileCompiler::compile);
  }

  private static OuterTile compile(OuterTileShape shape) {
    return HiddenClass.instance(
        OuterTile.class,
        shape.engine(),
        builder ->
            builder.withMethodBody(
                "run",
                RUN,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new OuterTileCompiler(shape, code).body()));
  }

  private void body() {
    int length = code.allocateLocal(TypeKind.INT);
    int whole = code.allocateLocal(TypeKind.INT);
    registers.length(code);
    code.istore(length);
    code.iload(LANES).iload(length).isub().istore(whole);
    code.iconst_0().istore(lane);
    Label again = code.newLabel();
    Label rest = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(again).iload(lane).iload(whole).if_icmpgt(rest);
    products(-1);
    code.iload(lane).iload(length).iadd().istore(lane).goto_(again);
    code.labelBinding(rest);
    if (shape.engine() == Engine.VECTOR) {
      code.iload(lane).iload(LANES).if_icmpge(end);
      registers.range(code, lane, LANES);
      code.astore(range);
      products(range);
    }
    code.labelBinding(end).return_();
  }

  private void products(int mask) {
    code.iconst_0().istore(term);
    addTerm(mask, true);
    Label next = code.newLabel();
    Label done = code.newLabel();
    code.iinc(term, 1);
    code.labelBinding(next).iload(term).aload(A).arraylength().if_icmpge(done);
    addTerm(mask, false);
    code.iinc(term, 1).goto_(next);
    code.labelBinding(done);
    for (int row = 0; row < sums.length; row++) {
      code.aload(PRODUCTS);
      productIndex(row);
      code.loadLocal(registers.register(), sums[row]);
      registers.store(code);
    }
  }

  private void addTerm(int mask, boolean isFirst) {
    int[] a = factors(A, A_START, shape.rows(), mask);
    int[] b = factors(B, B_START, shape.columns(), mask);
    for (int r = 0; r < a.length; r++) {
      for (int c = 0; c < b.length; c++) {
        int sum = sums[r * b.length + c];
        if (!isFirst) {
          code.loadLocal(registers.register(), sum);
        }
        code.loadLocal(registers.register(), a[r]).loadLocal(registers.register(), b[c]);
        registers.multiply(code);
        round();
        if (!isFirst) {
          registers.add(code);
          round();
        }
        code.storeLocal(registers.register(), sum);
      }
    }
  }

  private int[] factors(int terms, int start, int count, int mask) {
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.aload(terms).iload(term).aaload().astore(array);
    int[] factors = new int[count];
    for (int i = 0; i < count; i++) {
      registers.begin(code);
      code.aload(array).iload(start).iload(DISTANCE).loadConstant(i).imul().iadd();
      code.iload(lane).iadd();
      if (mask >= 0) {
        registers.load(code, mask);
      } else {
        registers.load(code);
      }
      factors[i] = code.allocateLocal(registers.register());
      code.storeLocal(registers.register(), factors[i]);
    }
    return factors;
  }

  private void productIndex(int row) {
    code.iload(lane).loadConstant(row * OuterTile.STRIDE).iadd();
  }

  private void round() {
    if (shape.precision() == Precision.FLOAT) {
      registers.narrow(code);
      registers.widen(code);
    }
  }
}
