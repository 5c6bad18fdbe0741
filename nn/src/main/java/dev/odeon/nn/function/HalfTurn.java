package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;

/// Sine and cosine of `pi x` reduced to `pi r`, r the distance of x to the nearest whole number,
/// with its sign: what functions of period 1 need.
///
/// @param sine `sin(pi r)`
/// @param cosine `cos(pi r)`, not negative
record HalfTurn(Tensor sine, Tensor cosine) {
  /// Of any finite number.
  static HalfTurn of(Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor r = x.minus(x.unary(UnaryFunction.ROUND_NEAREST_EVEN));
    Tensor size = r.abs();
    Tensor steep = size.compare(Comparison.GT, 0.25);
    Tensor t = steep.select(x.scalar(0.5).minus(size), size);
    double[] halfPi = ReducedAngle.halfPi(format);
    Pair pi = Pair.constant(x, 2 * halfPi[0], 2 * halfPi[1]);
    Pair angle = pi.times(t);
    Circle circle = Circle.of(angle.high(), angle.low());
    Tensor sine = circle.sine().rounded();
    Tensor cosine = circle.cosine().rounded();
    Tensor up = steep.select(cosine, sine);
    return new HalfTurn(format.withSignOf(r, up), steep.select(sine, cosine));
  }
}
