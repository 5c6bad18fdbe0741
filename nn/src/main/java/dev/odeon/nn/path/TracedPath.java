package dev.odeon.nn.path;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.trace.Tensor;

/// A path inside a trace: piecewise cubics, as [ControlPath] makes them, at a traced time.
///
/// @param knots `[m]`, strictly increasing, m at least 2
/// @param coefficients `[m - 1, 4, channels]`: of the powers 0 to 3 of `t - knot`
public record TracedPath(Tensor knots, Tensor coefficients) {
  public TracedPath {
    int intervals = knots.shape().size() - 1;
    Shape shape = coefficients.shape();
    boolean fits =
        intervals >= 1
            && knots.shape().rank() == 1
            && shape.rank() == 3
            && shape.dim(0) == intervals
            && shape.dim(1) == 4;
    if (!fits) {
      throw new IllegalArgumentException(
          "path: coefficients of shape [" + shape + "] for knots of shape [" + knots.shape() + "]");
    }
  }

  /// X(t), `[channels]`.
  ///
  /// @param t a scalar
  public Tensor value(Tensor t) {
    Cubic c = at(t);
    return c.power(3)
        .times(c.s)
        .plus(c.power(2))
        .times(c.s)
        .plus(c.power(1))
        .times(c.s)
        .plus(c.power(0));
  }

  /// dX/dt at t, `[channels]`.
  ///
  /// @param t a scalar
  public Tensor derivative(Tensor t) {
    Cubic c = at(t);
    return c.power(3).times(3).times(c.s).plus(c.power(2).times(2)).times(c.s).plus(c.power(1));
  }

  private Cubic at(Tensor t) {
    int m = knots.shape().size();
    Tensor passed = knots.slice(0, m - 1).compare(Comparison.LE, t);
    Tensor count = passed.select(t.scalar(1), t.scalar(0)).sum();
    Tensor index = count.minus(1).reshape(Shape.of(1));
    Tensor whole = t.tracer().apply1(new Op.Convert(DType.I32), index);
    Tensor piece = coefficients.gather(whole);
    Tensor knot = knots.gather(whole).reshape(Shape.SCALAR);
    return new Cubic(piece.reshape(Shape.of(4, coefficients.shape().dim(2))), t.minus(knot));
  }

  /// One piece.
  ///
  /// @param coefficients `[4, channels]`
  /// @param s time since its knot
  private record Cubic(Tensor coefficients, Tensor s) {
    Tensor power(int n) {
      int channels = coefficients.shape().dim(1);
      return coefficients.slice(n, n + 1).reshape(Shape.of(channels));
    }
  }
}
