package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ErrorFunctionsTest {
  @Test
  void errorFunctionIsWithinTwoUnits() {
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      Ulps ulps = new Ulps(UnaryFunction.ERF, TrueErrors::erf, dtype, 1.5);
      Spread spread = new Spread(dtype, 500, 8);
      ulps.holds(spread.even(-1, 1));
      ulps.holds(spread.even(-6, 6));
      ulps.holds(spread.even(0.88, 1.2));
      ulps.holds(Spread.signed(spread.exponents(dtype == DType.F32 ? -120 : -1000, 3)));
    }
  }

  @Test
  void complementIsWithinFourUnitsUntilItUnderflows() {
    for (DType dtype : new DType[] {DType.F32, DType.F64}) {
      Ulps ulps = new Ulps(UnaryFunction.ERFC, TrueErrors::erfc, dtype, 4);
      Spread spread = new Spread(dtype, 500, 9);
      double last = dtype == DType.F32 ? 10 : 27.2;
      ulps.holds(spread.even(-1, 1));
      ulps.holds(spread.even(-6, 6));
      ulps.holds(spread.even(0.45, 1.6));
      ulps.holds(spread.even(1, last));
      ulps.holds(spread.even(last - 1, last));
      ulps.holds(Spread.signed(spread.exponents(dtype == DType.F32 ? -120 : -1000, 3)));
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void edgesAreExact(DType dtype) {
    double infinity = Double.POSITIVE_INFINITY;
    double[] x = {0, -0.0, 30, -30, infinity, -infinity, Double.NaN};
    double[] erf = {0, -0.0, 1, -1, 1, -1, Double.NaN};
    double[] erfc = {1, 1, 0, 2, 0, 2, Double.NaN};
    assertArrayEquals(erf, Evaluation.of(UnaryFunction.ERF, dtype, x), "erf");
    assertArrayEquals(erfc, Evaluation.of(UnaryFunction.ERFC, dtype, x), "erfc");
  }
}
