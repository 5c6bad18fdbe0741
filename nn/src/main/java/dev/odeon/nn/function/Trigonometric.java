package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.trace.Tensor;

/// `sin`, `cos` and `tan` of any number in radians, NaN for the infinities, by [ReducedAngle] and
/// [Circle].
final class Trigonometric {
  private Trigonometric() {}

  /// Sine; numbers so small that the next term is lost are their own sine.
  static Tensor sine(Tensor x) {
    ReducedAngle angle = ReducedAngle.of(x);
    return ownIfTiny(x, inQuadrant(angle, angle.quadrant()));
  }

  /// Cosine, the sine a quarter turn on.
  static Tensor cosine(Tensor x) {
    ReducedAngle angle = ReducedAngle.of(x);
    FloatFormat format = FloatFormat.of(x);
    return inQuadrant(angle, angle.quadrant().plus(format.whole(angle.quadrant(), 1)));
  }

  /// Tangent: sine by cosine, or minus cosine by sine in odd quadrants; the quotient is corrected
  /// by its exact residual and by what the sums of both lost.
  static Tensor tangent(Tensor x) {
    ReducedAngle angle = ReducedAngle.of(x);
    Circle circle = Circle.of(angle.high(), angle.low());
    Pair sine = circle.sine().normalized();
    Pair cosine = circle.cosine().normalized();
    Tensor odd = hasBit(angle.quadrant(), x, 1);
    Pair top =
        new Pair(
            odd.select(cosine.high().negate(), sine.high()),
            odd.select(cosine.low().negate(), sine.low()));
    Tensor bottom = odd.select(sine.high(), cosine.high());
    Tensor bottomLow = odd.select(sine.low(), cosine.low());
    Tensor inverse = x.scalar(1).dividedBy(bottom);
    Tensor quotient = top.high().times(inverse);
    Tensor residual = quotient.negate().fma(bottom, top.high());
    Tensor rest = quotient.negate().fma(bottomLow, top.low()).plus(residual);
    return ownIfTiny(x, rest.fma(inverse, quotient));
  }

  private static Tensor inQuadrant(ReducedAngle angle, Tensor quadrant) {
    Circle circle = Circle.of(angle.high(), angle.low());
    Tensor odd = hasBit(quadrant, angle.high(), 1);
    Tensor size = odd.select(circle.cosine().rounded(), circle.sine().rounded());
    return hasBit(quadrant, angle.high(), 2).select(size.negate(), size);
  }

  private static Tensor hasBit(Tensor quadrant, Tensor number, int bit) {
    FloatFormat format = FloatFormat.of(number);
    return format.and(quadrant, bit).compare(Comparison.NE, format.whole(quadrant, 0));
  }

  private static Tensor ownIfTiny(Tensor x, Tensor y) {
    double tiny = FloatFormat.of(x).pick(0x1p-27, 0x1p-12);
    return x.abs().compare(Comparison.LT, tiny).select(x, y);
  }
}
