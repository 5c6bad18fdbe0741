package dev.odeon.nn.backend.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;

/// Bytecode of operations on registers: numbers, or vectors of them. Operands stand on the stack,
/// results are left there.
sealed interface RegisterCode permits ScalarCode, VectorCode {
  static RegisterCode of(Engine engine, Precision precision) {
    return switch (engine) {
      case SCALAR -> ScalarCode.of(precision);
      case VECTOR -> VectorCode.of(precision);
    };
  }

  /// The same with as many elements as a register of doubles has.
  static RegisterCode ofLanes(Engine engine, Precision precision) {
    return engine == Engine.VECTOR && precision == Precision.FLOAT
        ? VectorCode.halves()
        : of(engine, precision);
  }

  /// The type of a register.
  TypeKind register();

  /// The type of an element.
  TypeKind element();

  /// The class of arrays.
  ClassDesc array();

  /// The number of elements of a register.
  void length(CodeBuilder code);

  /// The mask of the elements i with `low + i < high`; both are variables.
  void range(CodeBuilder code, int low, int high);

  /// What must stand on the stack before a load or broadcast.
  void begin(CodeBuilder code);

  /// Zeros.
  void zero(CodeBuilder code);

  /// Copies of an element.
  void broadcast(CodeBuilder code);

  /// The elements at an index of an array; both stand on the stack.
  void load(CodeBuilder code);

  /// Those of the mask in variable `mask`; zeros elsewhere.
  void load(CodeBuilder code, int mask);

  /// Stores to an array; array, index and register stand on the stack.
  void store(CodeBuilder code);

  /// The same for the elements of the mask in variable `mask`.
  void store(CodeBuilder code, int mask);

  /// `x * y + z`, rounded once.
  void fma(CodeBuilder code);

  /// `x + y`.
  void add(CodeBuilder code);

  /// `x * y`.
  void multiply(CodeBuilder code);

  /// Doubles to the nearest floats.
  void narrow(CodeBuilder code);

  /// Floats to doubles.
  void widen(CodeBuilder code);

  /// Where `x` is not zero; a new variable holds it.
  int isNotZero(CodeBuilder code);

  /// Of x, y on the stack: y where variable `condition` holds, x elsewhere.
  void select(CodeBuilder code, int condition);
}
