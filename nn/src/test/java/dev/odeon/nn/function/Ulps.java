package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.function.DoubleFunction;
import org.hipparchus.dfp.Dfp;

/// Asserts bounds of errors.
///
/// @param bound in units in the last place
record Ulps(UnaryFunction function, DoubleFunction<Dfp> truth, DType dtype, double bound) {
  /// Of the result at each x, relative to its own last place.
  void holds(double[] x) {
    double[] y = Evaluation.of(function, dtype, x);
    for (int i = 0; i < x.length; i++) {
      Dfp exact = truth.apply(x[i]);
      demand(x[i], y[i], dtype == DType.F32 ? single(y[i], exact) : Digits.ulps(y[i], exact));
    }
  }

  /// Of the result at each x, in the last place of the larger of the result and 1.
  void holdsAbsolutely(double[] x) {
    double[] y = Evaluation.of(function, dtype, x);
    double unit = dtype == DType.F32 ? 0x1p-23 : 0x1p-52;
    for (int i = 0; i < x.length; i++) {
      Dfp exact = truth.apply(x[i]);
      double error = exact.subtract(Digits.of(y[i])).abs().toDouble();
      demand(x[i], y[i], error / unit / Math.max(1, Math.abs(exact.toDouble())));
    }
  }

  static double single(double y, Dfp exact) {
    double near = exact.toDouble();
    float nearest = (float) near;
    return Float.isInfinite(nearest) && y == nearest ? 0 : Math.abs(y - near) / Math.ulp(nearest);
  }

  private void demand(double x, double y, double ulps) {
    assertTrue(
        ulps <= bound,
        () ->
            "%s %s of %s (%s) is %s, off by %s units in the last place"
                .formatted(dtype.text(), function.text(), x, Double.toHexString(x), y, ulps));
  }
}
