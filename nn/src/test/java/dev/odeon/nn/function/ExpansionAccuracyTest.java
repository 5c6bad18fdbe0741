package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.Random;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The error of each expansion in units in the last place, against 50 digits. The samples are dense
/// where a function changes its scheme, and spread over all exponents; `docs/functions.md` has the
/// worst of larger runs, which the bounds here leave a little room.
class ExpansionAccuracyTest {
  private static final int SAMPLES = 1500;

  @ParameterizedTest(name = "{0} f64")
  @CsvSource({
    "EXP, -745.13, 709.78, 0.75",
    "EXPONENTIAL_MINUS_ONE, -40, 709.78, 1",
    "LOG, 0, 100, 0.6",
    "LOG_PLUS_ONE, -1, 100, 0.62",
    "CBRT, -10, 10, 0.51",
    "SINH, -710.47, 710.47, 1.6",
    "COSH, -710.47, 710.47, 1.1",
    "TANH, -20, 20, 1.6",
    "LOGISTIC, -745.13, 40, 1.9",
    "ASINH, -10, 10, 1",
    "ACOSH, 1, 20, 0.65",
    "ATANH, -1, 1, 0.65"
  })
  void doublesAreClose(UnaryFunction function, double low, double high, double bound) {
    double[] x = new Arguments(function, low, high, DType.F64).draw(SAMPLES);
    double[] y = Evaluation.of(function, DType.F64, x);
    for (int i = 0; i < x.length; i++) {
      double ulps = TrueValues.ulps(y[i], TrueValues.of(function, x[i]));
      assertTrue(ulps <= bound, message(function.text() + " of " + x[i], y[i], ulps));
    }
  }

  @ParameterizedTest(name = "{0} f32")
  @CsvSource({
    "EXP, -103.9, 88.72, 0.75",
    "EXPONENTIAL_MINUS_ONE, -18, 88.72, 1",
    "LOG, 0, 100, 0.65",
    "LOG_PLUS_ONE, -1, 100, 0.65",
    "CBRT, -10, 10, 0.51",
    "SINH, -89.41, 89.41, 1.6",
    "COSH, -89.41, 89.41, 1.1",
    "TANH, -10, 10, 1.6",
    "LOGISTIC, -103.9, 20, 1.9",
    "ASINH, -10, 10, 1",
    "ACOSH, 1, 20, 0.65",
    "ATANH, -1, 1, 0.7"
  })
  void floatsAreClose(UnaryFunction function, double low, double high, double bound) {
    double[] x = new Arguments(function, low, high, DType.F32).draw(SAMPLES);
    double[] y = Evaluation.of(function, DType.F32, x);
    for (int i = 0; i < x.length; i++) {
      double ulps = TrueValues.floatUlps(y[i], TrueValues.of(function, x[i]));
      assertTrue(ulps <= bound, message(function.text() + " of " + x[i], y[i], ulps));
    }
  }

  @Test
  void powersAreClose() {
    powers(DType.F64, 700, 1020, 0.65);
    powers(DType.F32, 86, 125, 0.8);
  }

  /// Bases of all exponents and next to 1, with exponents that give results over the whole range.
  private static void powers(DType dtype, double largestLog, int exponents, double bound) {
    Random random = new Random(5);
    double[] x = new double[SAMPLES];
    double[] y = new double[SAMPLES];
    for (int i = 0; i < SAMPLES; i++) {
      double near = 1 + Math.scalb(random.nextDouble(0.25, 1), -random.nextInt(1, 12));
      double far = Math.scalb(random.nextDouble(1, 2), random.nextInt(-exponents, exponents));
      x[i] = round(dtype, random.nextBoolean() ? near : far);
      y[i] = round(dtype, random.nextDouble(-largestLog, largestLog) / Math.log(x[i]));
    }
    double[] z = Evaluation.of(BinaryFunction.POWER, dtype, x, y);
    for (int i = 0; i < SAMPLES; i++) {
      Dfp truth = TrueValues.power(x[i], y[i]);
      double ulps =
          dtype == DType.F64 ? TrueValues.ulps(z[i], truth) : TrueValues.floatUlps(z[i], truth);
      assertTrue(ulps <= bound, message(x[i] + " to the power " + y[i], z[i], ulps));
    }
  }

  private static double round(DType dtype, double x) {
    return dtype == DType.F32 ? (float) x : x;
  }

  private static String message(String what, double value, double ulps) {
    return what + " is " + value + ", off by " + ulps + " units in the last place";
  }
}
