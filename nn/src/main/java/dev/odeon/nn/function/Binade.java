package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `x = 2^exponent * mantissa` with mantissa in [sqrt 1/2, sqrt 2), of a positive number. Of any
/// other x it is some finite pair.
///
/// The difference of the bits of 1 and of the square root of 1/2, added to those of x, carries into
/// the exponent field just where the mantissa is to be the smaller one.
///
/// @param field exponent + bias, a whole number
/// @param exponent as a number
/// @param mantissa x without its exponent
record Binade(Tensor field, Tensor exponent, Tensor mantissa) {
  private static final double ROOT_OF_HALF = 0x1.6a09e6p-1;

  /// Of any positive number; subnormal ones are made normal first.
  static Binade of(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor subnormal = x.compare(Comparison.LT, format.smallestNormal());
    Tensor normal = subnormal.select(x.times(1 / format.epsilon()), x);
    Tensor lift = subnormal.select(x.scalar(format.fraction()), x.scalar(0));
    Binade binade = ofNormal(normal);
    return new Binade(binade.field, binade.exponent.minus(lift), binade.mantissa);
  }

  /// Of a positive number that is not subnormal.
  static Binade ofNormal(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    long root = format.bitsOf(ROOT_OF_HALF);
    Tensor bits = format.bits(x);
    Tensor moved = bits.plus(format.whole(bits, format.bitsOf(1) - root));
    Tensor field = format.shiftRight(moved, format.fraction());
    Tensor exponent = format.small(field).minus(format.bias());
    Tensor fraction = format.and(moved, format.fractionMask());
    Tensor mantissa = format.number(fraction.plus(format.whole(bits, root)));
    return new Binade(field, exponent, mantissa);
  }

  /// `y / 2^exponent`; 0 for a finite y if the exponent is the largest.
  Tensor shrink(Tensor y) {
    FloatFormat format = FloatFormat.of(y);
    Tensor opposite = format.whole(field, 2L * format.bias() + 1).minus(field);
    Tensor twice = format.number(format.shiftLeft(opposite, format.fraction()));
    return y.times(0.5).times(twice);
  }
}
