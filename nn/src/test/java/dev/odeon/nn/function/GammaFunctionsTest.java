package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.function.DoubleFunction;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GammaFunctionsTest {
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void logarithmIsWithinFourUnitsOfPositiveNumbers(DType dtype) {
    Ulps ulps = new Ulps(UnaryFunction.LGAMMA, TrueGammas::lgamma, dtype, 4);
    Spread spread = new Spread(dtype, 300, 10);
    int largest = dtype == DType.F32 ? 118 : 1000;
    ulps.holds(spread.even(0, 1));
    ulps.holds(spread.even(0.7, 3.1));
    ulps.holds(spread.even(0.99, 1.01));
    ulps.holds(spread.even(1.99, 2.01));
    ulps.holds(spread.even(3, 8.5));
    ulps.holds(spread.even(8, 100));
    ulps.holds(spread.exponents(-largest, largest));
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void negativeNumbersAndDerivativesAreCloseAbsolutely(DType dtype) {
    Spread spread = new Spread(dtype, 200, 11);
    Ulps logarithm = new Ulps(UnaryFunction.LGAMMA, TrueGammas::lgamma, dtype, 6);
    logarithm.holdsAbsolutely(spread.even(-10, 0));
    logarithm.holdsAbsolutely(spread.even(-1000, -1));
    for (UnaryFunction function :
        new UnaryFunction[] {UnaryFunction.DIGAMMA, UnaryFunction.TRIGAMMA}) {
      DoubleFunction<Dfp> truth =
          function == UnaryFunction.DIGAMMA ? TrueGammas::digamma : TrueGammas::trigamma;
      Ulps ulps = new Ulps(function, truth, dtype, 8);
      ulps.holdsAbsolutely(spread.even(-10, 0));
      ulps.holdsAbsolutely(spread.even(-1000, 0));
      ulps.holdsAbsolutely(spread.even(0, 3));
      ulps.holdsAbsolutely(spread.even(3, 100));
      ulps.holdsAbsolutely(spread.exponents(-20, 100));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void edgesAreExact(DType dtype) {
    double nan = Double.NaN;
    double[] x = {0, -0.0, 1, 2, -1, -2, INFINITY, -INFINITY, nan};
    double[] lgamma = {INFINITY, INFINITY, 0, 0, INFINITY, INFINITY, INFINITY, INFINITY, nan};
    assertArrayEquals(lgamma, Evaluation.of(UnaryFunction.LGAMMA, dtype, x), "lgamma");
    double[] poles = {0, -0.0, -1, -2, INFINITY, -INFINITY, nan};
    double[] digamma = {-INFINITY, INFINITY, nan, nan, INFINITY, nan, nan};
    double[] trigamma = {INFINITY, INFINITY, INFINITY, INFINITY, 0, nan, nan};
    assertArrayEquals(digamma, Evaluation.of(UnaryFunction.DIGAMMA, dtype, poles), "digamma");
    assertArrayEquals(trigamma, Evaluation.of(UnaryFunction.TRIGAMMA, dtype, poles), "trigamma");
  }

  /// The numbers that traced Java code may look at are close to what a graph computes.
  @ParameterizedTest
  @EnumSource(names = {"RSQRT", "ERF", "ERFC", "LGAMMA", "DIGAMMA", "TRIGAMMA"})
  void samplesAreClose(UnaryFunction function) {
    for (double x : new double[] {0.3, 1.7, 2.9, 15, -0.4, -3.6}) {
      double y = Evaluation.of(function, DType.F64, x)[0];
      if (Double.isNaN(y)) {
        assertEquals(y, function.apply(x), function + " of " + x);
        continue;
      }
      assertEquals(y, function.apply(x), 1e-11 * Math.max(1, Math.abs(y)), function + " of " + x);
    }
  }
}
