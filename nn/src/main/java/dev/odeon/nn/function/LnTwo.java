package dev.odeon.nn.function;

/// The natural logarithm of 2 in parts.
final class LnTwo {
  /// Rounded to nearest.
  static final double NEAREST = 0x1.62e42fefa39efp-1;

  private LnTwo() {}

  /// The leading 42 or 15 bits: products with exponents are exact.
  static double high(FloatFormat format) {
    return format.pick(0x1.62e42fefa3800p-1, 0x1.62e4p-1);
  }

  /// What is left of [#high].
  static double low(FloatFormat format) {
    return format.pick(0x1.ef35793c76730p-45, 0x1.7f7d1cp-20);
  }

  /// ln 2 to twice the digits, the high part rounded to nearest.
  static double restOfNearest(FloatFormat format) {
    return format.pick(0x1.abc9e3b39803fp-56, -0x1.05c610p-29);
  }
}
