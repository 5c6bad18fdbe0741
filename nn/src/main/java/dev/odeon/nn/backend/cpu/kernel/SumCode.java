package dev.odeon.nn.backend.cpu.kernel;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;
import org.jspecify.annotations.Nullable;

/// Bytecode that moves registers between a tile and arrays of doubles, in which all numbers stand
/// outside of kernels. A vector of floats stands in two vectors of doubles, one after the other; it
/// is made of vectors of floats of the same width only, see [VectorCode#join].
final class SumCode {
  private final CodeBuilder code;
  private final RegisterCode registers;
  private final RegisterCode doubles;
  private final @Nullable VectorCode halved;
  private final int half;
  private final int swap;
  private final int index;
  private final int value;
  private final int[] masks = {-1, -1};

  /// Writes code that is to stand before all others of it.
  SumCode(CodeBuilder code, Engine engine, Precision precision) {
    this.code = code;
    registers = RegisterCode.of(engine, precision);
    doubles = RegisterCode.of(engine, Precision.DOUBLE);
    halved =
        precision == Precision.FLOAT && registers instanceof VectorCode vectors ? vectors : null;
    half = code.allocateLocal(TypeKind.INT);
    swap = code.allocateLocal(TypeKind.REFERENCE);
    index = code.allocateLocal(TypeKind.INT);
    value = code.allocateLocal(registers.register());
    doubles.length(code);
    code.istore(half);
    if (halved != null) {
      halved.swap(code, half);
      code.astore(swap);
    }
  }

  /// Makes the masks of a partial register: the elements i with `low + i < high`; both are
  /// variables.
  void range(int low, int high) {
    for (int part = 0; part < (halved == null ? 1 : 2); part++) {
      masks[part] = code.allocateLocal(TypeKind.REFERENCE);
      doubles.range(code, low, high);
      code.astore(masks[part]);
      code.iload(low).iload(half).iadd().istore(low);
    }
  }

  /// The register at the index on the stack of the array in variable `array`.
  void load(int array, boolean partial) {
    code.istore(index);
    half(array, 0, partial);
    if (halved != null) {
      VectorCode.of(Precision.DOUBLE).convert(code, halved);
      half(array, 1, partial);
      VectorCode.of(Precision.DOUBLE).convert(code, halved);
      halved.join(code, swap);
    } else if (registers.element() == TypeKind.FLOAT) {
      registers.narrow(code);
    }
  }

  private void half(int array, int part, boolean partial) {
    doubles.begin(code);
    code.aload(array);
    at(part);
    if (partial) {
      doubles.load(code, masks[part]);
    } else {
      doubles.load(code);
    }
  }

  private void at(int part) {
    code.iload(index);
    if (part > 0) {
      code.iload(half).iadd();
    }
  }

  /// Stores the register on the stack at the index below it, to the array in variable `array`.
  void store(int array, boolean partial) {
    code.storeLocal(registers.register(), value);
    code.istore(index);
    code.aload(array);
    at(0);
    code.loadLocal(registers.register(), value);
    if (halved != null) {
      halved.convert(code, VectorCode.of(Precision.DOUBLE));
      storeHalf(0, partial);
      code.aload(array);
      at(1);
      code.aload(value);
      halved.rearrange(code, swap);
      halved.convert(code, VectorCode.of(Precision.DOUBLE));
      storeHalf(1, partial);
      return;
    }
    if (registers.element() == TypeKind.FLOAT) {
      registers.widen(code);
    }
    storeHalf(0, partial);
  }

  private void storeHalf(int part, boolean partial) {
    if (partial) {
      doubles.store(code, masks[part]);
    } else {
      doubles.store(code);
    }
  }
}
