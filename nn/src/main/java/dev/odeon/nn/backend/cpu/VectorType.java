package dev.odeon.nn.backend.cpu;

import static java.lang.constant.ConstantDescs.CD_boolean;
import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;

import dev.odeon.nn.graph.Comparison;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.StackInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// The vector classes by what they hold, with the calls that all of them have.
///
/// Vectors of floats and ints have as many elements as the widest vectors of doubles, so they are
/// half as wide, or as many as fit: see [NarrowVectors]. Classes of the incubating vector module
/// are named as text only, so that this code builds and loads without it.
@SuppressWarnings("ImmutableEnumChecker") // class descriptions do not change
enum VectorType {
  DOUBLES(CD_double, "Double", 'D'),
  FLOATS(CD_float, "Float", 'F'),
  LONGS(CD_long, "Long", 'L'),
  INTS(CD_int, "Int", 'I'),
  WHOLE_FLOATS(CD_float, "Float", 'F'),
  WHOLE_INTS(CD_int, "Int", 'I');

  static final ClassDesc SPECIES = incubating("VectorSpecies");
  static final ClassDesc VECTOR = incubating("Vector");
  static final ClassDesc MASK = incubating("VectorMask");
  private static final ClassDesc SHUFFLE = incubating("VectorShuffle");
  static final ClassDesc OPERATORS = incubating("VectorOperators");
  private static final ClassDesc COMPARISON = incubating("VectorOperators$Comparison");
  private static final ClassDesc BINARY = incubating("VectorOperators$Binary");

  private final ClassDesc element;
  private final ClassDesc vector;
  private final String word;
  private final char letter;

  VectorType(ClassDesc element, String word, char letter) {
    this.element = element;
    this.word = word;
    this.letter = letter;
    vector = incubating(word + "Vector");
  }

  static ClassDesc incubating(String name) {
    return ClassDesc.of("jdk.incubator.vector." + name);
  }

  /// Whether the elements have 32 bits.
  boolean isNarrow() {
    return switch (this) {
      case FLOATS, INTS, WHOLE_FLOATS, WHOLE_INTS -> true;
      case DOUBLES, LONGS -> false;
    };
  }

  /// The whole numbers of the same width.
  VectorType bits() {
    return switch (this) {
      case DOUBLES, LONGS -> LONGS;
      case FLOATS, INTS -> INTS;
      case WHOLE_FLOATS, WHOLE_INTS -> WHOLE_INTS;
    };
  }

  ClassDesc vector() {
    return vector;
  }

  /// The letter that stands for it in the names of conversions.
  char letter() {
    return letter;
  }

  CodeBuilder species(CodeBuilder code) {
    String name =
        switch (this) {
          case FLOATS, INTS -> "SPECIES_" + Vectors.bits() / 2;
          case DOUBLES, LONGS, WHOLE_FLOATS, WHOLE_INTS -> "SPECIES_PREFERRED";
        };
    return code.getstatic(vector, name, SPECIES);
  }

  /// Pushes copies of a number.
  void constant(CodeBuilder code, double value) {
    species(code);
    switch (this) {
      case DOUBLES -> code.loadConstant(value);
      case FLOATS, WHOLE_FLOATS -> code.loadConstant((float) value);
      case LONGS -> code.loadConstant((long) value);
      case INTS, WHOLE_INTS -> code.loadConstant((int) value);
    }
    broadcast(code);
  }

  /// Pushes copies of whole number `bits`.
  void constantBits(CodeBuilder code, long bits) {
    species(code);
    switch (this) {
      case LONGS -> code.loadConstant(bits);
      case INTS, WHOLE_INTS -> code.loadConstant((int) bits);
      case DOUBLES, FLOATS, WHOLE_FLOATS ->
          throw new IllegalStateException(this + " are no whole numbers");
    }
    broadcast(code);
  }

  /// Species and a number on the stack, to its copies.
  void broadcast(CodeBuilder code) {
    code.invokestatic(vector, "broadcast", MethodTypeDesc.of(vector, SPECIES, element));
  }

  /// x on the stack.
  void unary(CodeBuilder code, String method) {
    code.invokevirtual(vector, method, MethodTypeDesc.of(vector));
  }

  /// x and y on the stack.
  void binary(CodeBuilder code, String method) {
    code.invokevirtual(vector, method, MethodTypeDesc.of(vector, VECTOR));
  }

  void fma(CodeBuilder code) {
    code.invokevirtual(vector, "fma", MethodTypeDesc.of(vector, VECTOR, VECTOR));
  }

  /// x and y on the stack.
  ///
  /// @param type the class of the operator, `Binary` or `Associative`
  void lanewise(CodeBuilder code, String operator, String type) {
    code.getstatic(OPERATORS, operator, incubating("VectorOperators$" + type));
    code.with(StackInstruction.of(Opcode.SWAP));
    code.invokevirtual(vector, "lanewise", MethodTypeDesc.of(vector, BINARY, VECTOR));
  }

  /// x and y on the stack, to a mask for vectors of this type.
  void compare(CodeBuilder code, Comparison direction) {
    code.getstatic(OPERATORS, direction.name(), COMPARISON);
    code.with(StackInstruction.of(Opcode.SWAP));
    code.invokevirtual(vector, "compare", MethodTypeDesc.of(MASK, COMPARISON, VECTOR));
  }

  /// Otherwise, chosen and a mask for vectors of this type on the stack.
  void blend(CodeBuilder code) {
    code.invokevirtual(vector, "blend", MethodTypeDesc.of(vector, VECTOR, MASK));
  }

  /// The same bits as a vector of the same width.
  void reinterpret(CodeBuilder code, VectorType to) {
    code.invokevirtual(vector, "reinterpretAs" + to.word + "s", MethodTypeDesc.of(to.vector));
  }

  /// The vector on the stack with its halves exchanged.
  ///
  /// @param half variable that holds half of the number of elements
  void swapHalves(CodeBuilder code, int half) {
    species(code)
        .iload(half)
        .iconst_1()
        .iconst_1()
        .invokestatic(
            SHUFFLE, "iota", MethodTypeDesc.of(SHUFFLE, SPECIES, CD_int, CD_int, CD_boolean));
    code.invokevirtual(vector, "rearrange", MethodTypeDesc.of(vector, SHUFFLE));
  }

  /// The mask on the stack, for vectors of type `from`, as one for vectors of this type.
  void castMask(CodeBuilder code, VectorType from) {
    if (from != this) {
      species(code).invokevirtual(MASK, "cast", MethodTypeDesc.of(MASK, SPECIES));
    }
  }
}
