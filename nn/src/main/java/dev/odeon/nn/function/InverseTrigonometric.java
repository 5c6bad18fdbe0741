package dev.odeon.nn.function;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.trace.Tensor;

/// `asin`, `acos`, `atan` and `atan2` in radians.
///
/// The arc sine of `|x| <= 1/2` is `x + x^3 R(x^2)`; above that `asin x = pi/2 - 2 asin s` with
/// `s^2 = (1 - x) / 2`, which is exact, the root in two parts (Muller, "Elementary Functions",
/// chapter 11). `atan` and `atan2` are one [Arc] and a multiple of pi/2.
final class InverseTrigonometric {
  /// `(asin u / u - 1) / u^2` in `u^2` for `|u| <= 1/2`, such that the arc sine has relative error
  /// 2^-59.7.
  private static final double[] WIDE = {
    0.16666666666666702,
    0.0749999999998277,
    0.04464285716530553,
    0.03038194308933069,
    0.022372205520590438,
    0.01735176491281424,
    0.013979147369540845,
    0.011411554712180447,
    0.010714210730002505,
    0.003940645014802575,
    0.021168982084697065,
    -0.0202753545106661,
    0.032196885501438184
  };

  /// The same to 2^-31.6.
  private static final double[] NARROW = {
    0.16666663, 0.07500383, 0.04453603, 0.0316704, 0.014899726, 0.03692991
  };

  private InverseTrigonometric() {}

  /// The angle in [-pi/2, pi/2] with this sine; NaN beyond 1.
  static Tensor asin(Tensor x) {
    Halves parts = Halves.of(x);
    Tensor size = x.abs();
    Tensor inner = parts.tail.plus(size);
    double[] halfPi = ReducedAngle.halfPi(FloatFormat.of(x));
    Tensor outer =
        Arc.sum(
            x.scalar(halfPi[0]), x.scalar(halfPi[1]), parts.root.times(-2), parts.tail.times(-2));
    return FloatFormat.of(x).withSignOf(x, parts.outside.select(outer, inner));
  }

  /// The angle in [0, pi] with this cosine; NaN beyond 1.
  static Tensor acos(Tensor x) {
    Halves parts = Halves.of(x);
    double[] halfPi = ReducedAngle.halfPi(FloatFormat.of(x));
    Tensor negative = x.compare(Comparison.LT, 0);
    Tensor tail = negative.select(parts.tail, parts.tail.negate());
    Tensor inner = Arc.sum(x.scalar(halfPi[0]), x.scalar(halfPi[1]), x.negate(), tail);
    Tensor root = parts.root.times(2);
    Tensor rootTail = parts.tail.times(2);
    Tensor left =
        Arc.sum(x.scalar(2 * halfPi[0]), x.scalar(2 * halfPi[1]), root.negate(), rootTail.negate());
    Tensor outer = negative.select(left, root.plus(rootTail));
    return parts.outside.select(outer, inner);
  }

  /// The angle in [-pi/2, pi/2] with this tangent.
  static Tensor atan(Tensor x) {
    // From here on the angle is pi/2 to the last place.
    Tensor size = x.abs().min(x.scalar(FloatFormat.of(x).pick(0x1p60, 0x1p30)));
    Tensor one = x.scalar(1);
    Tensor steep = size.compare(Comparison.GT, one);
    Arc arc = Arc.of(size.min(one), size.max(one));
    return FloatFormat.of(x).withSignOf(x, angle(arc, steep.select(one, x.scalar(0)), steep));
  }

  /// The angle in [-pi, pi] of the point (x, y), as `StrictMath.atan2` at zeros and infinities.
  static Tensor atan2(Tensor y, Tensor x) {
    FloatFormat format = FloatFormat.of(x);
    Tensor height = y.abs();
    Tensor width = x.abs();
    Tensor small = height.min(width);
    Tensor large = height.max(width);
    Tensor one = x.scalar(1);
    Tensor zero = x.scalar(0);
    Tensor infinite = large.compare(Comparison.EQ, Double.POSITIVE_INFINITY);
    Tensor diagonal = small.compare(Comparison.EQ, Double.POSITIVE_INFINITY).select(one, zero);
    Tensor scale = scale(large);
    Tensor whole = infinite.logical(LogicalFunction.OR, large.compare(Comparison.EQ, 0));
    Arc arc =
        Arc.of(
            infinite.select(diagonal, small.times(scale)), whole.select(one, large.times(scale)));
    Tensor steep = height.compare(Comparison.GT, width);
    Tensor bits = format.bits(x);
    Tensor left = bits.compare(Comparison.LT, format.whole(bits, 0));
    Tensor quarters = steep.select(one, left.select(x.scalar(2), zero));
    Tensor backwards = steep.logical(LogicalFunction.XOR, left);
    return format.withSignOf(y, angle(arc, quarters, backwards));
  }

  /// A power of two that makes subnormal numbers normal and keeps sums from overflow; what the
  /// smaller number loses then does not count in the quotient.
  private static Tensor scale(Tensor large) {
    FloatFormat format = FloatFormat.of(large);
    Tensor tiny = large.compare(Comparison.LT, format.smallestNormal() / format.epsilon());
    Tensor lift = tiny.select(large.scalar(1 / format.epsilon()), large.scalar(1));
    return large.compare(Comparison.GT, 0x1p64).select(large.scalar(0.25), lift);
  }

  /// `quarters pi/2` plus or minus the arc.
  private static Tensor angle(Arc arc, Tensor quarters, Tensor backwards) {
    FloatFormat format = FloatFormat.of(arc.main());
    double[] halfPi = ReducedAngle.halfPi(format);
    Tensor eighth = backwards.select(quarters.scalar(-0.5), quarters.scalar(0.5));
    Tensor turns = arc.turned().select(quarters.plus(eighth), quarters);
    Tensor start = turns.times(halfPi[0]);
    Tensor lost = turns.fma(quarters.scalar(halfPi[0]), start.negate());
    Tensor startLow = turns.fma(quarters.scalar(halfPi[1]), lost);
    Tensor main = backwards.select(arc.main().negate(), arc.main());
    Tensor tail = backwards.select(arc.tail().negate(), arc.tail());
    return Arc.sum(start, startLow, main, tail);
  }

  /// The arc sine of `|x|` as `|x| + tail`, or of `sqrt((1 - |x|) / 2)` as `root + tail`.
  private record Halves(Tensor outside, Tensor root, Tensor tail) {
    static Halves of(Tensor x) {
      FloatFormat format = FloatFormat.of(x);
      Tensor size = x.abs();
      Tensor outside = size.compare(Comparison.GT, 0.5);
      Tensor square = outside.select(size.negate().fma(x.scalar(0.5), x.scalar(0.5)), x.times(x));
      Tensor root = square.sqrt();
      Tensor residual = root.negate().fma(root, square);
      Tensor twice = root.plus(root).max(x.scalar(format.smallestNormal()));
      Tensor rootLow = outside.select(residual.dividedBy(twice), x.scalar(0));
      Tensor u = outside.select(root, size);
      Tensor series = Polynomial.of(square, format.pick(WIDE, NARROW));
      return new Halves(outside, root, square.times(u).fma(series, rootLow));
    }
  }
}
