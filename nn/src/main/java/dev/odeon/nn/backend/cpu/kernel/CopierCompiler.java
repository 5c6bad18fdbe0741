package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassFile;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.MethodTypeDesc;

/// Compiles copiers that convert on vectors: HotSpot's own code for such loops pays only for long
/// rows, and rows are often as short as a tile is wide.
final class CopierCompiler {
  private static final int FROM = 1;
  private static final int START = 2;
  private static final int ROW = 3;
  private static final int TO = 4;
  private static final int AT = 5;
  private static final int TO_ROW = 6;
  private static final int ROWS = 7;
  private static final int COLUMNS = 8;

  private final VectorCode from;
  private final VectorCode to;
  private final CodeBuilder code;

  private CopierCompiler(VectorCode from, VectorCode to, CodeBuilder code) {
    this.from = from;
    this.to = to;
    this.code = code;
  }

  /// From doubles to floats.
  static Copier narrowing() {
    return compile(VectorCode.of(Precision.DOUBLE), VectorCode.halves());
  }

  /// From floats to doubles.
  static Copier widening() {
    return compile(VectorCode.halves(), VectorCode.of(Precision.DOUBLE));
  }

  private static Copier compile(VectorCode from, VectorCode to) {
    MethodTypeDesc run =
        MethodTypeDesc.of(
            CD_void, CD_Object, CD_int, CD_int, CD_Object, CD_int, CD_int, CD_int, CD_int);
    return HiddenClass.instance(
        Copier.class,
        Engine.VECTOR,
        builder ->
            builder.withMethodBody(
                "copy",
                run,
                ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL,
                code -> new CopierCompiler(from, to, code).body()));
  }

  private void body() {
    int source = code.allocateLocal(TypeKind.REFERENCE);
    int target = code.allocateLocal(TypeKind.REFERENCE);
    int length = code.allocateLocal(TypeKind.INT);
    int whole = code.allocateLocal(TypeKind.INT);
    int column = code.allocateLocal(TypeKind.INT);
    code.aload(FROM).checkcast(from.array()).astore(source);
    code.aload(TO).checkcast(to.array()).astore(target);
    from.length(code);
    code.istore(length).iload(COLUMNS).iload(length).isub().istore(whole);
    Label rows = code.newLabel();
    Label vectors = code.newLabel();
    Label singles = code.newLabel();
    Label next = code.newLabel();
    Label end = code.newLabel();
    code.labelBinding(rows).iload(ROWS).ifle(end);
    code.iconst_0().istore(column);
    code.labelBinding(vectors).iload(column).iload(whole).if_icmpgt(singles);
    code.aload(target).iload(AT).iload(column).iadd();
    from.begin(code);
    code.aload(source).iload(START).iload(column).iadd();
    from.load(code);
    from.convert(code, to);
    to.store(code);
    code.iload(column).iload(length).iadd().istore(column).goto_(vectors);
    code.labelBinding(singles).iload(column).iload(COLUMNS).if_icmpge(next);
    code.aload(target).iload(AT).iload(column).iadd();
    code.aload(source).iload(START).iload(column).iadd().arrayLoad(from.element());
    code.conversion(from.element(), to.element());
    code.arrayStore(to.element()).iinc(column, 1).goto_(singles);
    code.labelBinding(next).iload(START).iload(ROW).iadd().istore(START);
    code.iload(AT).iload(TO_ROW).iadd().istore(AT);
    code.iinc(ROWS, -1).goto_(rows);
    code.labelBinding(end).return_();
  }
}
