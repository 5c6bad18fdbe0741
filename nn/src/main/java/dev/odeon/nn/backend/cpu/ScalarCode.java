package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.UnaryFunction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of nodes on single numbers: a real is a `double`, a whole number a `long`, a truth
/// value an `int`.
final class ScalarCode implements NodeCode {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");
  private static final ClassDesc DOUBLE = ClassDesc.of("java.lang.Double");
  private static final ClassDesc UNARY = UnaryFunction.class.describeConstable().orElseThrow();
  private static final ClassDesc BINARY = BinaryFunction.class.describeConstable().orElseThrow();
  private static final MethodTypeDesc D_D = MethodTypeDesc.of(CD_double, CD_double);
  private static final MethodTypeDesc DD_D = MethodTypeDesc.of(CD_double, CD_double, CD_double);
  private static final MethodTypeDesc DDD_D =
      MethodTypeDesc.of(CD_double, CD_double, CD_double, CD_double);

  @Override
  public int width(Kind kind) {
    return kind == Kind.TRUTH ? 1 : 2;
  }

  @Override
  public void load(CodeBuilder code, Kind kind) {
    code.daload();
    switch (kind) {
      case REAL -> {}
      case WHOLE ->
          code.invokestatic(DOUBLE, "doubleToRawLongBits", MethodTypeDesc.of(CD_long, CD_double));
      case TRUTH -> truth(code.dconst_0().dcmpl(), Comparison.NE);
    }
  }

  @Override
  public void store(CodeBuilder code, Kind kind) {
    switch (kind) {
      case REAL -> {}
      case WHOLE ->
          code.invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
      case TRUTH -> code.i2d();
    }
    code.dastore();
  }

  @Override
  public void spill(CodeBuilder code, Kind kind, int local) {
    switch (kind) {
      case REAL -> code.dstore(local);
      case WHOLE -> code.lstore(local);
      case TRUTH -> code.istore(local);
    }
  }

  private static void get(CodeBuilder code, Kind kind, int local) {
    switch (kind) {
      case REAL -> code.dload(local);
      case WHOLE -> code.lload(local);
      case TRUTH -> code.iload(local);
    }
  }

  @Override
  public void fetch(CodeBuilder code, Kind kind, int local) {
    get(code, kind, local);
  }

  @Override
  public void emit(CodeBuilder code, Node node, int[] locals) {
    switch (node) {
      case Node.Load _ -> throw new IllegalStateException("loads are addressed by the loop");
      case Node.Real real -> code.loadConstant(real.value());
      case Node.Whole whole -> code.loadConstant(whole.value());
      case Node.Truth truth -> code.loadConstant(truth.value() ? 1 : 0);
      case Node.Unary unary -> unary(code, unary.function(), locals[unary.x()]);
      case Node.Binary binary ->
          binary(code, binary.function(), locals[binary.x()], locals[binary.y()]);
      case Node.Fma fma ->
          code.dload(locals[fma.x()])
              .dload(locals[fma.y()])
              .dload(locals[fma.z()])
              .invokestatic(MATH, "fma", DDD_D);
      case Node.Compare compare -> compare(code, compare, locals);
      case Node.Logical logical -> {
        get(code, logical.kind(), locals[logical.x()]);
        get(code, logical.kind(), locals[logical.y()]);
        logical(code, logical.function(), logical.kind());
      }
      case Node.Not not -> {
        get(code, not.kind(), locals[not.x()]);
        if (not.kind() == Kind.TRUTH) {
          code.iconst_1().ixor();
        } else {
          code.loadConstant(-1L).lxor();
        }
      }
      case Node.WholeBinary binary -> {
        code.lload(locals[binary.x()]).lload(locals[binary.y()]);
        wholeBinary(code, binary.function());
      }
      case Node.WholeShift shift -> {
        code.lload(locals[shift.x()]).lload(locals[shift.y()]).l2i();
        if (shift.shift() == Shift.SHIFT_LEFT) {
          code.lshl();
        } else if (shift.shift() == Shift.SHIFT_RIGHT_ARITHMETIC) {
          code.lshr();
        } else {
          code.lushr();
        }
      }
      case Node.Select select -> {
        Label otherwise = code.newLabel();
        Label end = code.newLabel();
        code.iload(locals[select.p()]).ifeq(otherwise);
        get(code, select.kind(), locals[select.x()]);
        code.goto_(end).labelBinding(otherwise);
        get(code, select.kind(), locals[select.y()]);
        code.labelBinding(end);
      }
      case Node.Convert convert -> convert(code, convert, locals[convert.x()]);
      case Node.Bitcast bitcast -> {
        if (bitcast.kind() == Kind.WHOLE) {
          code.dload(locals[bitcast.x()])
              .invokestatic(DOUBLE, "doubleToLongBits", MethodTypeDesc.of(CD_long, CD_double));
        } else {
          code.lload(locals[bitcast.x()])
              .invokestatic(DOUBLE, "longBitsToDouble", MethodTypeDesc.of(CD_double, CD_long));
        }
      }
    }
  }

  private static void unary(CodeBuilder code, UnaryFunction function, int x) {
    if (function == UnaryFunction.NEGATE) {
      code.dload(x).dneg();
    } else if (MathName.of(function) instanceof String name) {
      code.dload(x).invokestatic(MATH, name, D_D);
    } else {
      code.getstatic(UNARY, function.name(), UNARY).dload(x).invokevirtual(UNARY, "apply", D_D);
    }
  }

  private static void binary(CodeBuilder code, BinaryFunction function, int x, int y) {
    switch (function) {
      case ADD -> code.dload(x).dload(y).dadd();
      case SUBTRACT -> code.dload(x).dload(y).dsub();
      case MULTIPLY -> code.dload(x).dload(y).dmul();
      case DIVIDE -> code.dload(x).dload(y).ddiv();
      case POWER, ATAN2, MINIMUM, MAXIMUM ->
          code.getstatic(BINARY, function.name(), BINARY)
              .dload(x)
              .dload(y)
              .invokevirtual(BINARY, "apply", DD_D);
    }
  }

  private static void compare(CodeBuilder code, Node.Compare compare, int[] locals) {
    get(code, compare.of(), locals[compare.x()]);
    get(code, compare.of(), locals[compare.y()]);
    switch (compare.of()) {
      case REAL -> {
        boolean less = compare.direction() == Comparison.LT || compare.direction() == Comparison.LE;
        truth(less ? code.dcmpg() : code.dcmpl(), compare.direction());
      }
      case WHOLE -> truth(code.lcmp(), compare.direction());
      case TRUTH -> throw new IllegalStateException("truth values are not compared");
    }
  }

  /// From the sign of a comparison on the stack to 0 or 1.
  private static void truth(CodeBuilder code, Comparison direction) {
    Label yes = code.newLabel();
    Label end = code.newLabel();
    switch (direction) {
      case EQ -> code.ifeq(yes);
      case NE -> code.ifne(yes);
      case LT -> code.iflt(yes);
      case LE -> code.ifle(yes);
      case GT -> code.ifgt(yes);
      case GE -> code.ifge(yes);
    }
    code.iconst_0().goto_(end).labelBinding(yes).iconst_1().labelBinding(end);
  }

  private static void logical(CodeBuilder code, LogicalFunction function, Kind kind) {
    boolean truth = kind == Kind.TRUTH;
    switch (function) {
      case AND -> {
        if (truth) {
          code.iand();
        } else {
          code.land();
        }
      }
      case OR -> {
        if (truth) {
          code.ior();
        } else {
          code.lor();
        }
      }
      case XOR -> {
        if (truth) {
          code.ixor();
        } else {
          code.lxor();
        }
      }
    }
  }

  private static void wholeBinary(CodeBuilder code, BinaryFunction function) {
    MethodTypeDesc longs = MethodTypeDesc.of(CD_long, CD_long, CD_long);
    switch (function) {
      case ADD -> code.ladd();
      case SUBTRACT -> code.lsub();
      case MULTIPLY -> code.lmul();
      case MINIMUM -> code.invokestatic(MATH, "min", longs);
      case MAXIMUM -> code.invokestatic(MATH, "max", longs);
      case DIVIDE, POWER, ATAN2 -> throw new IllegalStateException(function + " of whole numbers");
    }
  }

  private static void convert(CodeBuilder code, Node.Convert convert, int x) {
    get(code, convert.from(), x);
    if (convert.from() == convert.kind()) {
      return;
    }
    switch (convert.kind()) {
      case REAL -> {
        if (convert.from() == Kind.WHOLE) {
          code.l2d();
        } else {
          code.i2d();
        }
      }
      case WHOLE -> {
        if (convert.from() == Kind.REAL) {
          code.d2l();
        } else {
          code.i2l();
        }
      }
      case TRUTH -> {
        if (convert.from() == Kind.REAL) {
          truth(code.dconst_0().dcmpl(), Comparison.NE);
        } else {
          truth(code.lconst_0().lcmp(), Comparison.NE);
        }
      }
    }
  }

  /// Functions that `java.lang.Math` computes exactly, and HotSpot in one instruction.
  private static final class MathName {
    private MathName() {}

    static @org.jspecify.annotations.Nullable String of(UnaryFunction function) {
      if (function == UnaryFunction.ABS) {
        return "abs";
      }
      if (function == UnaryFunction.SIGN) {
        return "signum";
      }
      if (function == UnaryFunction.SQRT) {
        return "sqrt";
      }
      if (function == UnaryFunction.FLOOR) {
        return "floor";
      }
      if (function == UnaryFunction.CEIL) {
        return "ceil";
      }
      return function == UnaryFunction.ROUND_NEAREST_EVEN ? "rint" : null;
    }
  }
}
