package dev.odeon.nn.function;

import dev.odeon.nn.trace.Tensor;

/// A number as the unevaluated sum of two, the second small against the first.
///
/// Dekker 1971, "A floating-point technique for extending the available precision"; exact products
/// by fma.
record Pair(Tensor high, Tensor low) {
  /// `a + b`, exactly. `a` is zero or its exponent is not below that of `b`.
  static Pair ordered(Tensor a, Tensor b) {
    Tensor sum = a.plus(b);
    return new Pair(sum, b.minus(sum.minus(a)));
  }

  /// `a + b`, exactly, in any order (Knuth).
  static Pair sum(Tensor a, Tensor b) {
    Tensor sum = a.plus(b);
    Tensor second = sum.minus(a);
    return new Pair(sum, a.minus(sum.minus(second)).plus(b.minus(second)));
  }

  /// `a * b`, exactly unless it underflows.
  static Pair product(Tensor a, Tensor b) {
    Tensor product = a.times(b);
    return new Pair(product, a.fma(b, product.negate()));
  }

  /// The quotient of a number and a pair.
  static Pair quotient(Tensor a, Pair b) {
    Tensor quotient = a.dividedBy(b.high);
    Tensor rest = quotient.negate().fma(b.high, a).minus(quotient.times(b.low));
    return new Pair(quotient, rest.dividedBy(b.high));
  }

  /// The constant `high + low`, in the trace of `like`.
  static Pair constant(Tensor like, double high, double low) {
    return new Pair(like.scalar(high), like.scalar(low));
  }

  /// The product, to about twice the digits.
  Pair times(Pair other) {
    Pair product = product(high, other.high);
    Tensor cross = high.fma(other.low, low.times(other.high));
    return new Pair(product.high, product.low.plus(cross));
  }

  /// The product, to about twice the digits.
  Pair times(Tensor other) {
    Pair product = product(high, other);
    return new Pair(product.high, low.fma(other, product.low));
  }

  /// The sum, to about twice the digits; this is the larger one.
  Pair plus(Pair smaller) {
    Pair sum = ordered(high, smaller.high);
    return new Pair(sum.high, sum.low.plus(low.plus(smaller.low)));
  }

  /// The same number with as much as possible in the high part.
  Pair normalized() {
    return ordered(high, low);
  }

  /// The sum of both.
  Tensor rounded() {
    return high.plus(low);
  }
}
