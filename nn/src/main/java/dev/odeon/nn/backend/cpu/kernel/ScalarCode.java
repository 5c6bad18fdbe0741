package dev.odeon.nn.backend.cpu.kernel;

import static java.lang.constant.ConstantDescs.CD_double;
import static java.lang.constant.ConstantDescs.CD_float;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Opcode;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;

/// Bytecode of operations on single numbers, which are whole registers.
///
/// @param elementClass class of numbers
/// @param element its type
record ScalarCode(ClassDesc elementClass, TypeKind element) implements RegisterCode {
  private static final ClassDesc MATH = ClassDesc.of("java.lang.Math");

  static ScalarCode of(Precision precision) {
    return switch (precision) {
      case DOUBLE -> new ScalarCode(CD_double, TypeKind.DOUBLE);
      case FLOAT -> new ScalarCode(CD_float, TypeKind.FLOAT);
    };
  }

  @Override
  public TypeKind register() {
    return element;
  }

  @Override
  public ClassDesc array() {
    return elementClass.arrayType();
  }

  @Override
  public void length(CodeBuilder code) {
    code.iconst_1();
  }

  @Override
  public void range(CodeBuilder code, int low, int high) {
    throw new IllegalStateException("a single number is never partial");
  }

  @Override
  public void begin(CodeBuilder code) {}

  @Override
  public void zero(CodeBuilder code) {
    if (element == TypeKind.DOUBLE) {
      code.dconst_0();
    } else {
      code.fconst_0();
    }
  }

  @Override
  public void broadcast(CodeBuilder code) {}

  @Override
  public void load(CodeBuilder code) {
    code.arrayLoad(element);
  }

  @Override
  public void load(CodeBuilder code, int mask) {
    throw new IllegalStateException("a single number is never partial");
  }

  @Override
  public void store(CodeBuilder code) {
    code.arrayStore(element);
  }

  @Override
  public void store(CodeBuilder code, int mask) {
    throw new IllegalStateException("a single number is never partial");
  }

  @Override
  public void fma(CodeBuilder code) {
    ClassDesc x = elementClass;
    code.invokestatic(MATH, "fma", MethodTypeDesc.of(x, x, x, x));
  }

  @Override
  public void add(CodeBuilder code) {
    if (element == TypeKind.DOUBLE) {
      code.dadd();
    } else {
      code.fadd();
    }
  }

  @Override
  public void multiply(CodeBuilder code) {
    if (element == TypeKind.DOUBLE) {
      code.dmul();
    } else {
      code.fmul();
    }
  }

  @Override
  public void narrow(CodeBuilder code) {
    code.d2f();
  }

  @Override
  public void widen(CodeBuilder code) {
    code.f2d();
  }

  @Override
  public int isNotZero(CodeBuilder code) {
    int condition = code.allocateLocal(TypeKind.INT);
    code.dconst_0().dcmpl().istore(condition);
    return condition;
  }

  @Override
  public void select(CodeBuilder code, int condition) {
    int y = code.allocateLocal(element);
    code.storeLocal(element, y);
    code.iload(condition)
        .ifThen(
            Opcode.IFNE,
            then -> {
              if (element == TypeKind.DOUBLE) {
                then.pop2();
              } else {
                then.pop();
              }
              then.loadLocal(element, y);
            });
  }
}
