package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.init.Zeros;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.path.ControlPath;
import dev.odeon.nn.path.TracedPath;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A learned curve of one number: a spline through learned values at equally spaced knots.
///
/// Input `[1]`, output `[out]`; parameter `values` `[knots, out]`. Beyond the knots the first or
/// last piece goes on. As a function of time it is an open-loop control.
///
/// @param low first knot
/// @param high last knot, above `low`
/// @param knots number of knots, at least 2
/// @param out length of the output, at least 1
/// @param shape of the pieces
/// @param init start values
public record Spline(
    double low, double high, int knots, int out, SplineShape shape, Initializer init)
    implements Layer {
  private static final int POWERS = 4;
  private static final int MOST_KNOTS = 10_000;

  public Spline {
    if (!(low < high) || !Double.isFinite(high - low)) {
      throw new IllegalArgumentException(
          "spline: knots from " + low + " to " + high + " are not an interval");
    }
    if (knots < 2 || out < 1) {
      throw new IllegalArgumentException(
          "spline: knots " + knots + " below 2 or out " + out + " below 1");
    }
    // A row of the basis is as long as there are knots.
    if (knots > MOST_KNOTS) {
      throw new IllegalArgumentException("spline: " + knots + " knots are more than " + MOST_KNOTS);
    }
    double apart = (high - low) / (knots - 1);
    if (!(low + apart > low && high - apart < high)) {
      throw new IllegalArgumentException(
          "spline: " + knots + " knots from " + low + " to " + high + " are not apart");
    }
  }

  /// A natural cubic spline of one output that starts at zero.
  public static Spline of(double low, double high, int knots) {
    return new Spline(low, high, knots, 1, SplineShape.NATURAL_CUBIC, new Zeros());
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.builder().add("values", Shape.of(knots, out), init).build();
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(out);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    double[] t = grid();
    Tensor basis =
        x.tracer().constant(Literal.of(TensorType.f64((knots - 1) * POWERS, knots), basis(t)));
    Tensor coefficients = basis.dot(p.get("values")).reshape(Shape.of(knots - 1, POWERS, out));
    Tensor grid = x.tracer().constant(Literal.of(TensorType.f64(knots), t));
    return new TracedPath(grid, coefficients).value(x.get(0));
  }

  private double[] grid() {
    double[] t = new double[knots];
    for (int i = 0; i < knots; i++) {
      t[i] = i == knots - 1 ? high : low + i * (high - low) / (knots - 1);
    }
    return t;
  }

  /// Coefficients of the spline that is 1 at one knot and 0 at the others, a column a knot.
  private double[] basis(double[] t) {
    double[] basis = new double[(knots - 1) * POWERS * knots];
    for (int k = 0; k < knots; k++) {
      double[] unit = new double[knots];
      unit[k] = 1;
      ControlPath path =
          switch (shape) {
            case LINEAR -> ControlPath.linear(t, unit);
            case NATURAL_CUBIC -> ControlPath.naturalCubic(t, unit);
          };
      double[] column = path.coefficients();
      for (int i = 0; i < column.length; i++) {
        basis[i * knots + k] = column[i];
      }
    }
    return basis;
  }

  private static void check(Shape input) {
    if (!input.equals(Shape.of(1))) {
      throw new IllegalArgumentException(
          "spline: input of shape [" + input + "] is not one number");
    }
  }
}
