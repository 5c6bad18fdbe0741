package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of operations on vectors of the preferred width. Classes of the incubating vector
/// module are named as text only, so that this code builds and loads without it.
///
/// @param vector class of vectors
/// @param element class of their elements
/// @param kind of the elements
record VectorNames(ClassDesc vector, ClassDesc element, TypeKind kind) {
  private static final ClassDesc SPECIES = named("VectorSpecies");
  private static final ClassDesc MASK = named("VectorMask");
  private static final ClassDesc VECTOR = named("Vector");
  private static final ClassDesc OPERATORS = named("VectorOperators");
  private static final ClassDesc COMPARISON = named("VectorOperators$Comparison");
  private static final ClassDesc CONVERSION = named("VectorOperators$Conversion");

  private static ClassDesc named(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  static VectorNames of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> new VectorNames(named("DoubleVector"), CD_double, TypeKind.DOUBLE);
      case FLOAT -> new VectorNames(named("FloatVector"), CD_float, TypeKind.FLOAT);
    };
  }

  ClassDesc array() {
    return element.arrayType();
  }

  /// Pushes the species.
  CodeBuilder species(CodeBuilder code) {
    return code.getstatic(vector, "SPECIES_PREFERRED", SPECIES);
  }

  /// Pushes the number of elements.
  void length(CodeBuilder code) {
    species(code).invokeinterface(SPECIES, "length", MethodTypeDesc.of(CD_int));
  }

  /// Turns two numbers on the stack into the mask of the elements i with `low + i < high`.
  void range(CodeBuilder code, int low, int high) {
    species(code)
        .iload(low)
        .iload(high)
        .invokeinterface(SPECIES, "indexInRange", MethodTypeDesc.of(MASK, CD_int, CD_int));
  }

  /// Pushes zeros.
  void zero(CodeBuilder code) {
    species(code).invokestatic(vector, "zero", MethodTypeDesc.of(vector, SPECIES));
  }

  /// Turns species and number on the stack into a vector of its copies.
  void broadcast(CodeBuilder code) {
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
  }

  /// Turns species, array and index on the stack into the vector that stands there.
  void load(CodeBuilder code) {
    code.invokestatic(
        vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array(), CD_int));
  }

  /// The same for the elements of the mask in variable `mask`; zeros elsewhere.
  void load(CodeBuilder code, int mask) {
    code.aload(mask)
        .invokestatic(
            vector, "fromArray", MethodTypeDesc.of(vector, SPECIES, array(), CD_int, MASK));
  }

  /// Stores vector, array and index on the stack.
  void store(CodeBuilder code) {
    code.invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int));
  }

  /// The same for the elements of the mask in variable `mask`.
  void store(CodeBuilder code, int mask) {
    code.aload(mask)
        .invokevirtual(vector, "intoArray", MethodTypeDesc.of(CD_void, array(), CD_int, MASK));
  }

  /// Turns x, y, z on the stack into `x * y + z`, rounded once.
  void fma(CodeBuilder code) {
    code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR));
  }

  /// Turns x, y on the stack into their sum.
  void add(CodeBuilder code) {
    code.invokevirtual(vector, "add", MethodTypeDesc.of(vector, VECTOR));
  }

  /// Turns x, y on the stack into their product.
  void multiply(CodeBuilder code) {
    code.invokevirtual(vector, "mul", MethodTypeDesc.of(vector, VECTOR));
  }

  /// Turns a vector on the stack into the mask of its elements that are not zero.
  void isNotZero(CodeBuilder code) {
    int x = code.allocateLocal(TypeKind.REFERENCE);
    code.astore(x);
    code.aload(x).getstatic(OPERATORS, "NE", COMPARISON);
    zero(code);
    code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /// Turns zeros, a vector and a mask on the stack into the vector where the mask is set.
  void blend(CodeBuilder code) {
    code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
  }

  /// Rounds the doubles of a vector on the stack to floats.
  static void roundToFloat(CodeBuilder code) {
    ClassDesc doubles = named("DoubleVector");
    MethodTypeDesc convert = MethodTypeDesc.of(VECTOR, CONVERSION, CD_int);
    code.getstatic(OPERATORS, "D2F", CONVERSION)
        .iconst_0()
        .invokevirtual(doubles, "convert", convert)
        .getstatic(OPERATORS, "F2D", CONVERSION)
        .iconst_0()
        .invokevirtual(VECTOR, "convert", convert)
        .checkcast(doubles);
  }
}
