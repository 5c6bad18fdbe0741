package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.Comparison;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.TypeKind;

/// Bytecode of the functions of vectors of reals that make whole numbers of them.
///
/// @param type the vectors
record VectorRounding(VectorType type) {
  /// From here on all numbers of the type are whole.
  private double wholeFrom() {
    return type.isNarrow() ? 0x1p23 : 0x1p52;
  }

  private long signMask() {
    return type.isNarrow() ? Integer.MIN_VALUE : Long.MIN_VALUE;
  }

  /// Pushes x where it is zero or NaN, else 1 with its sign.
  void sign(CodeBuilder code, int x) {
    code.aload(x);
    type.constant(code, 1);
    type.constant(code, -1);
    code.aload(x);
    type.constant(code, 0);
    type.compare(code, Comparison.LT);
    type.blend(code);
    type.unary(code.aload(x), "abs");
    type.constant(code, 0);
    type.compare(code, Comparison.GT);
    type.blend(code);
  }

  /// Pushes the nearest whole number, ties to even: adding and subtracting a number whose unit in
  /// the last place is 1 rounds |x|; larger numbers are whole already; the sign is put back so that
  /// -0.3 becomes -0.
  void nearest(CodeBuilder code, int x) {
    int size = code.allocateLocal(TypeKind.REFERENCE);
    type.unary(code.aload(x), "abs");
    code.astore(size);
    code.aload(x);
    code.aload(size);
    type.constant(code, wholeFrom());
    type.binary(code, "add");
    type.constant(code, wholeFrom());
    type.binary(code, "sub");
    withSignOf(code, x);
    code.aload(size);
    type.constant(code, wholeFrom());
    type.compare(code, Comparison.LT);
    type.blend(code);
  }

  void floor(CodeBuilder code, int x) {
    int rounded = code.allocateLocal(TypeKind.REFERENCE);
    nearest(code, x);
    code.astore(rounded);
    code.aload(rounded).aload(rounded);
    type.constant(code, -1);
    type.binary(code, "add");
    code.aload(rounded).aload(x);
    type.compare(code, Comparison.GT);
    type.blend(code);
  }

  /// `ceil(-0.3)` is -0: the sum -1 + 1 would lose the sign.
  void ceil(CodeBuilder code, int x) {
    int rounded = code.allocateLocal(TypeKind.REFERENCE);
    nearest(code, x);
    code.astore(rounded);
    code.aload(rounded).aload(rounded);
    type.constant(code, 1);
    type.binary(code, "add");
    withSignOf(code, x);
    code.aload(rounded).aload(x);
    type.compare(code, Comparison.LT);
    type.blend(code);
  }

  /// A vector on the stack without signs, to one with those of x.
  private void withSignOf(CodeBuilder code, int x) {
    VectorType bits = type.bits();
    type.reinterpret(code, bits);
    type.reinterpret(code.aload(x), bits);
    bits.constantBits(code, signMask());
    bits.binary(code, "and");
    bits.binary(code, "or");
    bits.reinterpret(code, type);
  }
}
