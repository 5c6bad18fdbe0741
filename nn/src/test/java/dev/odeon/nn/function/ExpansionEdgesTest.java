package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Exact results: zeros and their signs, infinities, NaN, ends of domains and of the range.
class ExpansionEdgesTest {
  private static final double MAX = Double.MAX_VALUE;
  private static final double MIN = Double.MIN_VALUE;

  @ParameterizedTest(name = "{0} of {1} is {2}")
  @CsvSource({
    "EXP, 0, 1",
    "EXP, -0.0, 1",
    "EXP, Infinity, Infinity",
    "EXP, -Infinity, 0",
    "EXP, NaN, NaN",
    "EXP, 4.9e-324, 1",
    "EXPONENTIAL_MINUS_ONE, 0, 0",
    "EXPONENTIAL_MINUS_ONE, -0.0, -0.0",
    "EXPONENTIAL_MINUS_ONE, Infinity, Infinity",
    "EXPONENTIAL_MINUS_ONE, -Infinity, -1",
    "EXPONENTIAL_MINUS_ONE, NaN, NaN",
    "LOG, 1, 0",
    "LOG, 0, -Infinity",
    "LOG, -0.0, -Infinity",
    "LOG, -1, NaN",
    "LOG, -Infinity, NaN",
    "LOG, Infinity, Infinity",
    "LOG, NaN, NaN",
    "LOG_PLUS_ONE, 0, 0",
    "LOG_PLUS_ONE, -0.0, -0.0",
    "LOG_PLUS_ONE, -1, -Infinity",
    "LOG_PLUS_ONE, -1.5, NaN",
    "LOG_PLUS_ONE, -Infinity, NaN",
    "LOG_PLUS_ONE, Infinity, Infinity",
    "LOG_PLUS_ONE, NaN, NaN",
    "CBRT, 0, 0",
    "CBRT, -0.0, -0.0",
    "CBRT, 27, 3",
    "CBRT, -0.125, -0.5",
    "CBRT, Infinity, Infinity",
    "CBRT, -Infinity, -Infinity",
    "CBRT, NaN, NaN",
    "SINH, 0, 0",
    "SINH, -0.0, -0.0",
    "SINH, Infinity, Infinity",
    "SINH, -Infinity, -Infinity",
    "SINH, NaN, NaN",
    "COSH, 0, 1",
    "COSH, -0.0, 1",
    "COSH, Infinity, Infinity",
    "COSH, -Infinity, Infinity",
    "COSH, NaN, NaN",
    "TANH, 0, 0",
    "TANH, -0.0, -0.0",
    "TANH, 25, 1",
    "TANH, -25, -1",
    "TANH, Infinity, 1",
    "TANH, -Infinity, -1",
    "TANH, NaN, NaN",
    "LOGISTIC, 0, 0.5",
    "LOGISTIC, -0.0, 0.5",
    "LOGISTIC, 40, 1",
    "LOGISTIC, Infinity, 1",
    "LOGISTIC, -Infinity, 0",
    "LOGISTIC, NaN, NaN",
    "ASINH, 0, 0",
    "ASINH, -0.0, -0.0",
    "ASINH, Infinity, Infinity",
    "ASINH, -Infinity, -Infinity",
    "ASINH, NaN, NaN",
    "ACOSH, 1, 0",
    "ACOSH, 0.5, NaN",
    "ACOSH, -Infinity, NaN",
    "ACOSH, Infinity, Infinity",
    "ACOSH, NaN, NaN",
    "ATANH, 0, 0",
    "ATANH, -0.0, -0.0",
    "ATANH, 1, Infinity",
    "ATANH, -1, -Infinity",
    "ATANH, 1.5, NaN",
    "ATANH, Infinity, NaN",
    "ATANH, -Infinity, NaN",
    "ATANH, NaN, NaN"
  })
  void valuesAtTheEdges(UnaryFunction function, double x, double expected) {
    assertEquals(expected, Evaluation.of(function, DType.F64, x)[0]);
    assertEquals(expected, Evaluation.of(function, DType.F32, (float) x)[0], "f32");
  }

  @ParameterizedTest
  @EnumSource(names = {"EXPONENTIAL_MINUS_ONE", "LOG_PLUS_ONE", "SINH", "TANH", "ASINH", "ATANH"})
  void theSmallestNumbersAreTheirOwnResults(UnaryFunction function) {
    double[] x = {MIN, -MIN, 3 * MIN, 0x1p-1022, -0x1.8p-1000, 0x1p-60};
    assertEquals(Arrays.toString(x), Arrays.toString(Evaluation.of(function, DType.F64, x)));
    double[] y = {Float.MIN_VALUE, -3 * Float.MIN_VALUE, Float.MIN_NORMAL, -0x1p-30};
    assertEquals(Arrays.toString(y), Arrays.toString(Evaluation.of(function, DType.F32, y)));
  }

  /// The largest argument of a finite result and the smallest of an infinite one.
  @Test
  void overflowComesWhereItShould() {
    overflows(UnaryFunction.EXP, DType.F64, 0x1.62e42fefa39efp9);
    overflows(UnaryFunction.EXPONENTIAL_MINUS_ONE, DType.F64, 0x1.62e42fefa39efp9);
    overflows(UnaryFunction.SINH, DType.F64, 0x1.633ce8fb9f87dp9);
    overflows(UnaryFunction.COSH, DType.F64, 0x1.633ce8fb9f87dp9);
    overflows(UnaryFunction.EXP, DType.F32, 0x1.62e42ep6f);
    overflows(UnaryFunction.EXPONENTIAL_MINUS_ONE, DType.F32, 0x1.62e42ep6f);
    overflows(UnaryFunction.SINH, DType.F32, 0x1.65a9f8p6f);
    overflows(UnaryFunction.COSH, DType.F32, 0x1.65a9f8p6f);
  }

  private static void overflows(UnaryFunction function, DType dtype, double last) {
    double next = dtype == DType.F64 ? Math.nextUp(last) : Math.nextUp((float) last);
    double[] y = Evaluation.of(function, dtype, last, next);
    double largest = dtype == DType.F64 ? MAX : Float.MAX_VALUE;
    assertTrue(y[0] <= largest && y[0] > largest * 0.999, function + " " + dtype + ": " + y[0]);
    assertEquals(Double.POSITIVE_INFINITY, y[1], function + " " + dtype);
  }

  @Test
  void underflowEndsInTheSmallestNumber() {
    double[] x = {-745.1332191019411, -745.1332191019412, -708.3964185322642};
    double[] y = Evaluation.of(UnaryFunction.EXP, DType.F64, x);
    assertEquals(MIN, y[0]);
    assertEquals(0, y[1]);
    assertTrue(y[2] < 0x1p-1022 && y[2] > 0x1.ffffp-1023, "a subnormal result: " + y[2]);
    assertEquals(MIN, Evaluation.of(UnaryFunction.LOGISTIC, DType.F64, x[0])[0]);
  }

  @Test
  void logarithmsOfTheLargestAndSmallest() {
    double[] y = Evaluation.of(UnaryFunction.LOG, DType.F64, MAX, MIN, 0x1p-1022);
    assertEquals(709.782712893384, y[0]);
    assertEquals(-744.4400719213812, y[1]);
    assertEquals(-708.3964185322641, y[2]);
    assertEquals(709.782712893384, Evaluation.of(UnaryFunction.LOG_PLUS_ONE, DType.F64, MAX)[0]);
    assertEquals(710.475860073944, Evaluation.of(UnaryFunction.ASINH, DType.F64, MAX)[0]);
    assertEquals(710.475860073944, Evaluation.of(UnaryFunction.ACOSH, DType.F64, MAX)[0]);
  }

  @Test
  void powersHaveTheSpecialCasesOfJava() {
    double[] special = {
      0.0,
      -0.0,
      1,
      -1,
      0.5,
      -0.5,
      2,
      -2,
      3,
      -3,
      2.5,
      -2.5,
      MIN,
      -MIN,
      MAX,
      -MAX,
      0x1p53,
      -0x1p53,
      0x1p53 - 1,
      1 - 0x1p-53,
      1 + 0x1p-52,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      Double.NaN
    };
    for (double x : special) {
      double[] bases = new double[special.length];
      Arrays.fill(bases, x);
      double[] z = Evaluation.of(BinaryFunction.POWER, DType.F64, bases, special);
      for (int i = 0; i < z.length; i++) {
        double expected = StrictMath.pow(x, special[i]);
        double ulp = Double.isFinite(expected) && expected != 0 ? Math.ulp(expected) : 0;
        assertEquals(expected, z[i], ulp, x + " to the power " + special[i]);
        assertTrue(
            Double.isNaN(expected) || Math.copySign(1, expected) == Math.copySign(1, z[i]),
            "sign of " + x + " to the power " + special[i]);
      }
    }
  }

  @Test
  void floatPowersHaveTheSpecialCasesOfJava() {
    float[] special = {
      0f,
      -0f,
      1,
      -1,
      0.5f,
      -0.5f,
      2,
      -2,
      3,
      -3,
      2.5f,
      Float.MIN_VALUE,
      Float.MAX_VALUE,
      0x1p24f,
      0x1p24f - 1,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.NaN
    };
    for (float x : special) {
      for (float y : special) {
        float expected = (float) StrictMath.pow(x, y);
        double z =
            Evaluation.of(BinaryFunction.POWER, DType.F32, new double[] {x}, new double[] {y})[0];
        double ulp = Float.isFinite(expected) && expected != 0 ? Math.ulp(expected) : 0;
        assertEquals(expected, z, ulp, x + " to the power " + y);
      }
    }
  }

  /// Steps of one unit in the last place, where a scheme or its exponent changes.
  @ParameterizedTest
  @CsvSource({
    "EXP, 0.34657359027997264",
    "EXPONENTIAL_MINUS_ONE, 0.34657359027997264",
    "LOG, 1.4142135623730951",
    "LOG_PLUS_ONE, 0.41421356237309503",
    "CBRT, 1",
    "SINH, 1",
    "TANH, 0.17328679513998632",
    "TANH, 19.06",
    "LOGISTIC, 0.34657359027997264",
    "ASINH, 1073741824",
    "ACOSH, 1073741824"
  })
  void growsWithinAnUlp(UnaryFunction function, double centre) {
    double[] x = new double[2000];
    x[0] = centre - 1000 * Math.ulp(centre);
    for (int i = 1; i < x.length; i++) {
      x[i] = Math.nextUp(x[i - 1]);
    }
    double[] y = Evaluation.of(function, DType.F64, x);
    for (int i = 1; i < y.length; i++) {
      assertTrue(
          y[i] >= y[i - 1] - Math.ulp(y[i]),
          function.text() + " falls from " + y[i - 1] + " to " + y[i] + " at " + x[i]);
    }
  }

  /// Arguments a good way apart give results in order.
  @ParameterizedTest
  @EnumSource(names = {"EXP", "EXPONENTIAL_MINUS_ONE", "CBRT", "SINH", "TANH", "LOGISTIC", "ASINH"})
  void isMonotonic(UnaryFunction function) {
    double[] x = new Random(3).doubles(20_000, -12, 12).sorted().toArray();
    double[] y = Evaluation.of(function, DType.F64, x);
    for (int i = 1; i < y.length; i++) {
      assertTrue(y[i] >= y[i - 1] || x[i] - x[i - 1] < 1e-13, function.text() + " at " + x[i]);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CBRT", "SINH", "TANH", "ASINH", "ATANH"})
  void oddFunctionsAreOddToTheBit(UnaryFunction function) {
    double[] x = new Random(4).doubles(1000, 0, 1).toArray();
    double[] minus = Arrays.stream(x).map(v -> -v).toArray();
    double[] y = Evaluation.of(function, DType.F64, x);
    double[] z = Evaluation.of(function, DType.F64, minus);
    for (int i = 0; i < x.length; i++) {
      assertEquals(-y[i], z[i], function.text() + " at " + x[i]);
    }
  }
}
