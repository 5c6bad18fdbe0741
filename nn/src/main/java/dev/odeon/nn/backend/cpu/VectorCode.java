package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.UnaryFunction;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of nodes on vectors of the preferred width: a real is a `DoubleVector`, a whole number
/// a `LongVector`, a truth value a `VectorMask<Double>`. Classes of the incubating vector module
/// are named as text only, so that this code builds and loads without it.
///
/// @param mask variable of the mask of a partial vector, or -1 for whole vectors
record VectorCode(int mask) implements NodeCode {
  static final ClassDesc SPECIES = vector("VectorSpecies");
  static final ClassDesc DOUBLES = vector("DoubleVector");
  private static final ClassDesc LONGS = vector("LongVector");
  private static final ClassDesc VECTOR = vector("Vector");
  static final ClassDesc MASK = vector("VectorMask");
  private static final ClassDesc OPERATORS = vector("VectorOperators");
  private static final ClassDesc COMPARISON = vector("VectorOperators$Comparison");
  private static final ClassDesc BINARY = vector("VectorOperators$Binary");
  private static final ClassDesc CONVERSION = vector("VectorOperators$Conversion");
  private static final ClassDesc ARRAY = CD_double.arrayType();
  private static final double INTEGERS_FROM = 0x1p52;

  private static ClassDesc vector(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  /// Whether `node` exists on vectors.
  static boolean has(Node node) {
    return switch (node) {
      case Node.Unary unary -> has(unary.function());
      case Node.Binary binary ->
          switch (binary.function()) {
            case ADD, SUBTRACT, MULTIPLY, DIVIDE, MINIMUM, MAXIMUM -> true;
            case POWER, ATAN2 -> false;
          };
      case Node.Load _,
          Node.Real _,
          Node.Whole _,
          Node.Truth _,
          Node.Fma _,
          Node.Compare _,
          Node.Logical _,
          Node.Not _,
          Node.WholeBinary _,
          Node.WholeShift _,
          Node.Select _,
          Node.Convert _,
          Node.Bitcast _ ->
          true;
    };
  }

  private static boolean has(UnaryFunction function) {
    return function == UnaryFunction.NEGATE
        || function == UnaryFunction.ABS
        || function == UnaryFunction.SIGN
        || function == UnaryFunction.SQRT
        || function == UnaryFunction.FLOOR
        || function == UnaryFunction.CEIL
        || function == UnaryFunction.ROUND_NEAREST_EVEN;
  }

  @Override
  public int width(Kind kind) {
    return 1;
  }

  @Override
  public void load(CodeBuilder code, Kind kind) {
    // array, index -> species below both
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    code.istore(index).astore(array);
    species(code).aload(array).iload(index);
    if (mask >= 0) {
      code.aload(mask)
          .invokestatic(
              DOUBLES, "fromArray", MethodTypeDesc.of(DOUBLES, SPECIES, ARRAY, CD_int, MASK));
    } else {
      code.invokestatic(DOUBLES, "fromArray", MethodTypeDesc.of(DOUBLES, SPECIES, ARRAY, CD_int));
    }
    fromCarrier(code, kind);
  }

  /// Turns the doubles that stand in arrays into a register of kind `kind`.
  void fromCarrier(CodeBuilder code, Kind kind) {
    switch (kind) {
      case REAL -> {}
      case WHOLE -> code.invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
      case TRUTH -> {
        real(code, 0);
        swapCompare(code, Comparison.NE);
      }
    }
  }

  @Override
  public void store(CodeBuilder code, Kind kind) {
    int value = code.allocateLocal(TypeKind.REFERENCE);
    int index = code.allocateLocal(TypeKind.INT);
    int array = code.allocateLocal(TypeKind.REFERENCE);
    switch (kind) {
      case REAL -> {}
      case WHOLE -> code.invokevirtual(LONGS, "reinterpretAsDoubles", MethodTypeDesc.of(DOUBLES));
      case TRUTH -> {
        int truth = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(truth);
        real(code, 0);
        real(code, 1);
        code.aload(truth);
        blend(code, DOUBLES);
      }
    }
    code.astore(value).istore(index).astore(array);
    code.aload(value).aload(array).iload(index);
    if (mask >= 0) {
      code.aload(mask)
          .invokevirtual(DOUBLES, "intoArray", MethodTypeDesc.of(CD_void, ARRAY, CD_int, MASK));
    } else {
      code.invokevirtual(DOUBLES, "intoArray", MethodTypeDesc.of(CD_void, ARRAY, CD_int));
    }
  }

  @Override
  public void spill(CodeBuilder code, Kind kind, int local) {
    code.astore(local);
  }

  @Override
  public void fetch(CodeBuilder code, Kind kind, int local) {
    code.aload(local);
  }

  static CodeBuilder species(CodeBuilder code) {
    return code.getstatic(DOUBLES, "SPECIES_PREFERRED", SPECIES);
  }

  private static void real(CodeBuilder code, double value) {
    species(code)
        .loadConstant(value)
        .invokestatic(DOUBLES, "broadcast", MethodTypeDesc.of(DOUBLES, SPECIES, CD_double));
  }

  private static void whole(CodeBuilder code, long value) {
    code.getstatic(LONGS, "SPECIES_PREFERRED", SPECIES)
        .loadConstant(value)
        .invokestatic(LONGS, "broadcast", MethodTypeDesc.of(LONGS, SPECIES, CD_long));
  }

  /// One number on the stack, as a carrier, to a vector of its copies.
  void spread(CodeBuilder code, Kind kind) {
    int number = code.allocateLocal(TypeKind.DOUBLE);
    code.dstore(number);
    species(code)
        .dload(number)
        .invokestatic(DOUBLES, "broadcast", MethodTypeDesc.of(DOUBLES, SPECIES, CD_double));
    fromCarrier(code, kind);
  }

  @Override
  public void emit(CodeBuilder code, Node node, int[] locals) {
    switch (node) {
      case Node.Load _ -> throw new IllegalStateException("loads are addressed by the loop");
      case Node.Real real -> real(code, real.value());
      case Node.Whole whole -> whole(code, whole.value());
      case Node.Truth truth -> {
        species(code)
            .loadConstant(truth.value() ? 1 : 0)
            .invokeinterface(SPECIES, "maskAll", MethodTypeDesc.of(MASK, CD_boolean));
      }
      case Node.Unary unary -> unary(code, unary.function(), locals[unary.x()]);
      case Node.Binary binary ->
          binary(code, binary.function(), locals[binary.x()], locals[binary.y()]);
      case Node.Fma fma ->
          code.aload(locals[fma.x()])
              .aload(locals[fma.y()])
              .aload(locals[fma.z()])
              .invokevirtual(DOUBLES, "fma", MethodTypeDesc.of(DOUBLES, VECTOR, VECTOR));
      case Node.Compare compare -> {
        boolean real = compare.of() == Kind.REAL;
        code.aload(locals[compare.x()]);
        code.getstatic(OPERATORS, compare.direction().name(), COMPARISON);
        code.aload(locals[compare.y()]);
        code.invokevirtual(
            real ? DOUBLES : LONGS, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
        if (!real) {
          species(code).invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        }
      }
      case Node.Logical logical ->
          logical(
              code, logical.function(), logical.kind(), locals[logical.x()], locals[logical.y()]);
      case Node.Not not -> {
        code.aload(locals[not.x()]);
        if (not.kind() == Kind.TRUTH) {
          code.invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
        } else {
          whole(code, -1);
          lanewise(code, "XOR");
        }
      }
      case Node.WholeBinary binary ->
          wholeBinary(code, binary.function(), locals[binary.x()], locals[binary.y()]);
      case Node.WholeShift shift -> {
        code.aload(locals[shift.x()]).aload(locals[shift.y()]);
        lanewise(
            code,
            switch (shift.shift()) {
              case SHIFT_LEFT -> "LSHL";
              case SHIFT_RIGHT_ARITHMETIC -> "ASHR";
              case SHIFT_RIGHT_LOGICAL -> "LSHR";
            });
      }
      case Node.Select select -> select(code, select, locals);
      case Node.Convert convert -> convert(code, convert, locals[convert.x()]);
      case Node.Bitcast bitcast -> bitcast(code, bitcast, locals[bitcast.x()]);
    }
  }

  private static void unary(CodeBuilder code, UnaryFunction function, int x) {
    code.aload(x);
    switch (function) {
      case NEGATE -> same(code, "neg");
      case ABS -> same(code, "abs");
      case SQRT -> same(code, "sqrt");
      case SIGN -> sign(code, x);
      case FLOOR, CEIL, ROUND_NEAREST_EVEN -> {
        int rounded = code.allocateLocal(TypeKind.REFERENCE);
        round(code, x, rounded);
        if (function == UnaryFunction.FLOOR) {
          step(code, x, rounded, Comparison.GT, -1);
        } else if (function == UnaryFunction.CEIL) {
          step(code, x, rounded, Comparison.LT, 1);
        } else {
          code.aload(rounded);
        }
      }
      default -> throw new IllegalStateException(function + " is not vectorised");
    }
  }

  private static void same(CodeBuilder code, String method) {
    code.invokevirtual(DOUBLES, method, MethodTypeDesc.of(DOUBLES));
  }

  /// x on the stack: x where it is zero or NaN, else 1 with its sign.
  private static void sign(CodeBuilder code, int x) {
    // blend(x, copysign(1, x)) where x < 0 or x > 0
    int moving = code.allocateLocal(TypeKind.REFERENCE);
    int one = code.allocateLocal(TypeKind.REFERENCE);
    code.pop();
    real(code, 1);
    real(code, -1);
    code.aload(x);
    real(code, 0);
    swapCompare(code, Comparison.LT);
    blend(code, DOUBLES);
    code.astore(one);
    same(code.aload(x), "abs");
    real(code, 0);
    swapCompare(code, Comparison.GT);
    code.astore(moving);
    code.aload(x).aload(one).aload(moving);
    blend(code, DOUBLES);
  }

  /// x on the stack, to local `rounded`: adding and subtracting 2^52 rounds |x| to the nearest
  /// whole number, ties to even; larger numbers are whole already; the sign is put back so that
  /// -0.3 becomes -0.
  private static void round(CodeBuilder code, int x, int rounded) {
    int size = code.allocateLocal(TypeKind.REFERENCE);
    same(code, "abs");
    code.astore(size);
    code.aload(x);
    code.aload(size);
    real(code, INTEGERS_FROM);
    arithmetic(code, "add");
    real(code, INTEGERS_FROM);
    arithmetic(code, "sub");
    code.invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
    code.aload(x).invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
    whole(code, Long.MIN_VALUE);
    code.invokevirtual(LONGS, "and", MethodTypeDesc.of(LONGS, VECTOR));
    code.invokevirtual(LONGS, "or", MethodTypeDesc.of(LONGS, VECTOR));
    code.invokevirtual(LONGS, "reinterpretAsDoubles", MethodTypeDesc.of(DOUBLES));
    code.aload(size);
    real(code, INTEGERS_FROM);
    swapCompare(code, Comparison.LT);
    blend(code, DOUBLES);
    code.astore(rounded);
  }

  /// `rounded + by` where `rounded` stands in `direction` to x, else `rounded`, with the sign of x
  /// where that is zero.
  private static void step(CodeBuilder code, int x, int rounded, Comparison direction, double by) {
    code.aload(rounded);
    code.aload(rounded);
    real(code, by);
    arithmetic(code, "add");
    if (by > 0) {
      // ceil(-0.3) is -0: the sum -1 + 1 would lose the sign
      code.invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
      code.aload(x).invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
      whole(code, Long.MIN_VALUE);
      code.invokevirtual(LONGS, "and", MethodTypeDesc.of(LONGS, VECTOR));
      code.invokevirtual(LONGS, "or", MethodTypeDesc.of(LONGS, VECTOR));
      code.invokevirtual(LONGS, "reinterpretAsDoubles", MethodTypeDesc.of(DOUBLES));
    }
    code.aload(rounded).aload(x);
    swapCompare(code, direction);
    blend(code, DOUBLES);
  }

  private static void binary(CodeBuilder code, BinaryFunction function, int x, int y) {
    switch (function) {
      case ADD -> arithmetic(code.aload(x).aload(y), "add");
      case SUBTRACT -> arithmetic(code.aload(x).aload(y), "sub");
      case MULTIPLY -> arithmetic(code.aload(x).aload(y), "mul");
      case DIVIDE -> arithmetic(code.aload(x).aload(y), "div");
      case MINIMUM -> extreme(code, x, y, Comparison.LT);
      case MAXIMUM -> extreme(code, x, y, Comparison.GT);
      case POWER, ATAN2 -> throw new IllegalStateException(function + " is expanded before");
    }
  }

  /// `x != x ? x : x wins y ? x : y`.
  private static void extreme(CodeBuilder code, int x, int y, Comparison wins) {
    code.aload(y).aload(x);
    code.aload(x).aload(y);
    swapCompare(code, wins);
    code.aload(x).aload(x);
    swapCompare(code, Comparison.NE);
    code.invokevirtual(MASK, "or", MethodTypeDesc.of(MASK, MASK));
    blend(code, DOUBLES);
  }

  private static void arithmetic(CodeBuilder code, String method) {
    code.invokevirtual(DOUBLES, method, MethodTypeDesc.of(DOUBLES, VECTOR));
  }

  /// Two double vectors on the stack to the mask of their comparison.
  private static void swapCompare(CodeBuilder code, Comparison direction) {
    code.getstatic(OPERATORS, direction.name(), COMPARISON).with(StackInstruction.of(Opcode.SWAP));
    code.invokevirtual(DOUBLES, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /// Otherwise, chosen, mask on the stack.
  private static void blend(CodeBuilder code, ClassDesc type) {
    code.invokevirtual(type, "blend", MethodTypeDesc.of(type, VECTOR, MASK));
  }

  private static void logical(CodeBuilder code, LogicalFunction function, Kind kind, int x, int y) {
    code.aload(x).aload(y);
    if (kind == Kind.TRUTH) {
      String method =
          switch (function) {
            case AND -> "and";
            case OR -> "or";
            case XOR -> "xor";
          };
      code.invokevirtual(MASK, method, MethodTypeDesc.of(MASK, MASK));
    } else {
      lanewise(code, function.name());
    }
  }

  private static void lanewise(CodeBuilder code, String operator) {
    // x, y -> x.lanewise(operator, y)
    ClassDesc type =
        operator.equals("LSHL") || operator.equals("ASHR") || operator.equals("LSHR")
            ? BINARY
            : vector("VectorOperators$Associative");
    code.getstatic(OPERATORS, operator, type).with(StackInstruction.of(Opcode.SWAP));
    code.invokevirtual(LONGS, "lanewise", MethodTypeDesc.of(LONGS, BINARY, VECTOR));
  }

  private static void wholeBinary(CodeBuilder code, BinaryFunction function, int x, int y) {
    code.aload(x).aload(y);
    String method =
        switch (function) {
          case ADD -> "add";
          case SUBTRACT -> "sub";
          case MULTIPLY -> "mul";
          case MINIMUM -> "min";
          case MAXIMUM -> "max";
          case DIVIDE, POWER, ATAN2 ->
              throw new IllegalStateException(function + " of whole numbers");
        };
    code.invokevirtual(LONGS, method, MethodTypeDesc.of(LONGS, VECTOR));
  }

  private static void select(CodeBuilder code, Node.Select select, int[] locals) {
    int p = locals[select.p()];
    int x = locals[select.x()];
    int y = locals[select.y()];
    switch (select.kind()) {
      case REAL -> blend(code.aload(y).aload(x).aload(p), DOUBLES);
      case WHOLE -> {
        code.aload(y).aload(x).aload(p);
        code.getstatic(LONGS, "SPECIES_PREFERRED", SPECIES)
            .invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        blend(code, LONGS);
      }
      case TRUTH -> {
        MethodTypeDesc two = MethodTypeDesc.of(MASK, MASK);
        code.aload(p).aload(x).invokevirtual(MASK, "and", two);
        code.aload(p).invokevirtual(MASK, "not", MethodTypeDesc.of(MASK));
        code.aload(y).invokevirtual(MASK, "and", two);
        code.invokevirtual(MASK, "or", two);
      }
    }
  }

  private static void convert(CodeBuilder code, Node.Convert convert, int x) {
    code.aload(x);
    if (convert.from() == convert.kind()) {
      return;
    }
    switch (convert.from()) {
      case REAL -> {
        if (convert.kind() == Kind.TRUTH) {
          real(code, 0);
          swapCompare(code, Comparison.NE);
        } else {
          cast(code, DOUBLES, "D2L", LONGS);
        }
      }
      case WHOLE -> {
        if (convert.kind() == Kind.REAL) {
          cast(code, LONGS, "L2D", DOUBLES);
        } else {
          whole(code, 0);
          code.getstatic(OPERATORS, "NE", COMPARISON).with(StackInstruction.of(Opcode.SWAP));
          code.invokevirtual(LONGS, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
          species(code).invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
        }
      }
      case TRUTH -> {
        int truth = code.allocateLocal(TypeKind.REFERENCE);
        code.astore(truth);
        real(code, 0);
        real(code, 1);
        code.aload(truth);
        blend(code, DOUBLES);
        if (convert.kind() == Kind.WHOLE) {
          cast(code, DOUBLES, "D2L", LONGS);
        }
      }
    }
  }

  private static void cast(CodeBuilder code, ClassDesc from, String conversion, ClassDesc to) {
    code.getstatic(OPERATORS, conversion, CONVERSION)
        .iconst_0()
        .invokevirtual(from, "convert", MethodTypeDesc.of(VECTOR, CONVERSION, CD_int))
        .checkcast(to);
  }

  private static void bitcast(CodeBuilder code, Node.Bitcast bitcast, int x) {
    code.aload(x);
    if (bitcast.kind() == Kind.REAL) {
      code.invokevirtual(LONGS, "reinterpretAsDoubles", MethodTypeDesc.of(DOUBLES));
      return;
    }
    real(code, Double.NaN);
    code.aload(x).aload(x);
    swapCompare(code, Comparison.NE);
    blend(code, DOUBLES);
    code.invokevirtual(DOUBLES, "reinterpretAsLongs", MethodTypeDesc.of(LONGS));
  }
}
