package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of operations on vectors. Classes of the incubating vector module are named as text
/// only, so that this code builds and loads without it.
///
/// @param vector class of vectors
/// @param elementClass of their elements
/// @param element of the elements
/// @param speciesName constant of `vector` that says how wide they are
record VectorCode(ClassDesc vector, ClassDesc elementClass, TypeKind element, String speciesName)
    implements RegisterCode {
  private static final String PREFERRED = "SPECIES_PREFERRED";
  static final ClassDesc SPECIES = named("VectorSpecies");
  static final ClassDesc MASK = named("VectorMask");
  static final ClassDesc SHUFFLE = named("VectorShuffle");
  private static final ClassDesc VECTOR = named("Vector");
  private static final ClassDesc INTS = named("IntVector");
  private static final ClassDesc OPERATORS = named("VectorOperators");
  private static final ClassDesc COMPARISON = named("VectorOperators$Comparison");
  private static final ClassDesc CONVERSION = named("VectorOperators$Conversion");

  private static ClassDesc named(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  static VectorCode of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> new VectorCode(named("DoubleVector"), CD_double, TypeKind.DOUBLE, PREFERRED);
      case FLOAT -> new VectorCode(named("FloatVector"), CD_float, TypeKind.FLOAT, PREFERRED);
    };
  }

  /// Floats, as many as there are doubles in a vector of the preferred width; only where the vector
  /// module is present.
  static VectorCode halves() {
    return Halves.CODE;
  }

  private static final class Halves {
    static final VectorCode CODE =
        new VectorCode(
            named("FloatVector"),
            CD_float,
            TypeKind.FLOAT,
            "SPECIES_" + VectorWidth.of(Precision.DOUBLE) * Float.SIZE);
  }

  @Override
  public ClassDesc array() {
    return elementClass.arrayType();
  }

  @Override
  public TypeKind register() {
    return TypeKind.REFERENCE;
  }

  @Override
  public void begin(CodeBuilder code) {
    species(code);
  }

  private CodeBuilder species(CodeBuilder code) {
    return code.getstatic(vector, speciesName, SPECIES);
  }

  @Override
  public void length(CodeBuilder code) {
    species(code).invokeinterface(SPECIES, "length", MethodTypeDesc.of(CD_int));
  }

  @Override
  public void range(CodeBuilder code, int low, int high) {
    species(code)
        .iload(low)
        .iload(high)
        .invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
  }

  @Override
  public void zero(CodeBuilder code) {
    species(code).invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES));
  }

  @Override
  public void broadcast(CodeBuilder code) {
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, elementClass));
  }

  @Override
  public void load(CodeBuilder code) {
    code.invokestatic(vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array(), CD_int));
  }

  @Override
  public void load(CodeBuilder code, int mask) {
    code.aload(mask)
        .invokestatic(
            vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array(), CD_int, MASK));
  }

  @Override
  public void store(CodeBuilder code) {
    turn(code);
    code.invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int));
  }

  @Override
  public void store(CodeBuilder code, int mask) {
    turn(code);
    code.aload(mask)
        .invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int, MASK));
  }

  /// Turns array, index and vector into vector, array and index.
  private static void turn(CodeBuilder code) {
    code.dup_x2().pop();
  }

  @Override
  public void fma(CodeBuilder code) {
    code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR));
  }

  @Override
  public void add(CodeBuilder code) {
    code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, VECTOR));
  }

  @Override
  public void multiply(CodeBuilder code) {
    code.invokevirtual(vector, "mul", MethodTypeDesc.of(vector, VECTOR));
  }

  @Override
  public void narrow(CodeBuilder code) {
    of(Precision.DOUBLE).convert(code, halves());
  }

  @Override
  public void widen(CodeBuilder code) {
    halves().convert(code, of(Precision.DOUBLE));
  }

  @Override
  public int isNotZero(CodeBuilder code) {
    int condition = code.allocateLocal(TypeKind.REFERENCE);
    code.getstatic(OPERATORS, "NE", COMPARISON);
    zero(code);
    code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR))
        .astore(condition);
    return condition;
  }

  @Override
  public void select(CodeBuilder code, int condition) {
    code.aload(condition);
    blend(code);
  }

  /// Of x, y and a mask on the stack: y where the mask is set, x elsewhere.
  void blend(CodeBuilder code) {
    code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
  }

  /// Exchanges elements of a vector; it and a shuffle stand on the stack.
  void rearrange(CodeBuilder code) {
    code.invokevirtual(vector, "rearrange", MethodTypeDesc.of(vector, SHUFFLE));
  }

  /// The order of elements in which both halves of a vector change places.
  ///
  /// @param half variable that holds half of their number
  void swap(CodeBuilder code, int half) {
    species(code)
        .iload(half)
        .iconst_1()
        .iconst_1()
        .invokestatic(
            SHUFFLE,
            "iota",
            MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int, CD_int, CD_boolean));
  }

  /// Elements of a vector on the stack in the order in variable `shuffle`.
  void rearrange(CodeBuilder code, int shuffle) {
    code.aload(shuffle)
        .invokevirtual(vector, "rearrange", MethodTypeDesc.of(vector, SHUFFLE));
  }

  /// One vector of floats of two on the stack, whose lower halves go into its lower and its upper
  /// half; their upper halves are zeros.
  ///
  /// @param swap variable that holds the order of [#swap]
  void join(CodeBuilder code, int swap) {
    rearrange(code, swap);
    code.invokevirtual(vector, "reinterpretAsInts", MethodTypeDesc.of(INTS)).with(StackInstruction.of(Opcode.SWAP));
    code.invokevirtual(vector, "reinterpretAsInts", MethodTypeDesc.of(INTS));
    code.invokevirtual(INTS, "or", MethodTypeDesc.of(INTS, VECTOR));
    code.invokevirtual(INTS, "reinterpretAsFloats", MethodTypeDesc.of(vector));
  }

  /// Turns a vector on the stack into one of `to`, which holds as many elements, half as many or
  /// twice as many; elements that are too many are lost, missing ones are zeros.
  void convert(CodeBuilder code, VectorCode to) {
    code.getstatic(OPERATORS, element == TypeKind.DOUBLE ? "D2F" : "F2D", CONVERSION);
    to.species(code)
        .iconst_0()
        .invokevirtual(
            VECTOR, "convertShape", MethodTypeDesc.of(VECTOR, CONVERSION, SPECIES, CD_int))
        .checkcast(to.vector());
  }
}
