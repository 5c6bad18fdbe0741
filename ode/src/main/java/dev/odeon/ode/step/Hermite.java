package dev.odeon.ode.step;

import dev.odeon.nn.trace.Tensor;

/// Interpolation from the values and derivatives at both ends of a step.
final class Hermite {
  private Hermite() {}

  /// The cubic with values `y0`, `y1` and derivatives `f0`, `f1` at the ends of a step of size `h`,
  /// at `theta`; its error is of order 4 in h. Hairer, Norsett, Wanner, Solving Ordinary
  /// Differential Equations I, 2nd ed., equation (II.6.7).
  static Tensor cubic(Tensor theta, Tensor h, Tensor y0, Tensor y1, Tensor f0, Tensor f1) {
    Tensor rest = theta.minus(1);
    Tensor difference = y1.minus(y0);
    Tensor bend =
        difference
            .times(theta.times(-2).plus(1))
            .plus(f0.times(rest.times(h)))
            .plus(f1.times(theta.times(h)));
    return y0.plus(difference.times(theta)).plus(bend.times(theta.times(rest)));
  }

  /// The quintic with values `q0`, `q1`, first derivatives `v0`, `v1` and second derivatives `a0`,
  /// `a1` at the ends; its error is of order 6 in h.
  static Tensor quintic(Tensor theta, Tensor h, Ends q, Ends v, Ends a) {
    Tensor rise = polynomial(theta, 0, 0, 0, 10, -15, 6);
    return q.from()
        .plus(q.to().minus(q.from()).times(rise))
        .plus(v.from().times(polynomial(theta, 0, 1, 0, -6, 8, -3).times(h)))
        .plus(v.to().times(polynomial(theta, 0, 0, 0, -4, 7, -3).times(h)))
        .plus(a.from().times(polynomial(theta, 0, 0, 0.5, -1.5, 1.5, -0.5).times(h).times(h)))
        .plus(a.to().times(polynomial(theta, 0, 0, 0, 0.5, -1, 0.5).times(h).times(h)));
  }

  /// The derivative of [#quintic] by time; its error is of order 5 in h.
  static Tensor quinticDerivative(Tensor theta, Tensor h, Ends q, Ends v, Ends a) {
    Tensor rise = polynomial(theta, 0, 0, 30, -60, 30);
    return q.to()
        .minus(q.from())
        .times(rise.dividedBy(h))
        .plus(v.from().times(polynomial(theta, 1, 0, -18, 32, -15)))
        .plus(v.to().times(polynomial(theta, 0, 0, -12, 28, -15)))
        .plus(a.from().times(polynomial(theta, 0, 1, -4.5, 6, -2.5).times(h)))
        .plus(a.to().times(polynomial(theta, 0, 0, 1.5, -4, 2.5).times(h)));
  }

  private static Tensor polynomial(Tensor x, double... coefficients) {
    Tensor value = x.scalar(coefficients[coefficients.length - 1]);
    for (int i = coefficients.length - 2; i >= 0; i--) {
      value = value.fma(x, x.scalar(coefficients[i]));
    }
    return value;
  }

  /// A quantity at both ends of a step.
  record Ends(Tensor from, Tensor to) {}
}
