package dev.odeon.nn.function;

import dev.odeon.nn.trace.Tensor;

/// Polynomials by Horner's rule, one rounding a step.
final class Polynomial {
  private Polynomial() {}

  /// `c[0] + c[1] x + c[2] x^2 + ...`.
  static Tensor of(Tensor x, double... c) {
    Tensor sum = x.scalar(c[c.length - 1]);
    for (int i = c.length - 2; i >= 0; i--) {
      sum = sum.fma(x, x.scalar(c[i]));
    }
    return sum;
  }
}
