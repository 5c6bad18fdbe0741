package dev.odeon.nn.function;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import org.hipparchus.dfp.Dfp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InverseTrigonometricTest {
  private static final DType[] TYPES = {DType.F32, DType.F64};
  private static final double BOUND = 0.65;

  @Test
  void arcSinesAndCosinesAreWithinOneUnit() {
    for (DType dtype : TYPES) {
      Ulps sine = new Ulps(UnaryFunction.ASIN, TrueAngles::arcSine, dtype, BOUND);
      Ulps cosine = new Ulps(UnaryFunction.ACOS, TrueAngles::arcCosine, dtype, BOUND);
      Spread spread = new Spread(dtype, 600, 4);
      int smallest = dtype == DType.F32 ? -126 : -1022;
      for (Ulps ulps : new Ulps[] {sine, cosine}) {
        ulps.holds(spread.even(-1, 1));
        ulps.holds(spread.even(0.49, 0.51));
        ulps.holds(spread.even(0.999, 1));
        ulps.holds(spread.even(-1, -0.999));
        ulps.holds(Spread.signed(spread.exponents(smallest, 0)));
      }
    }
  }

  @Test
  void arcTangentsAreWithinOneUnit() {
    for (DType dtype : TYPES) {
      Ulps ulps = new Ulps(UnaryFunction.ATAN, TrueAngles::arcTangent, dtype, BOUND);
      Spread spread = new Spread(dtype, 600, 5);
      int largest = dtype == DType.F32 ? 126 : 1022;
      ulps.holds(spread.even(-1, 1));
      ulps.holds(spread.even(-5, 5));
      ulps.holds(spread.even(0.41, 0.42));
      ulps.holds(spread.even(2.40, 2.42));
      ulps.holds(Spread.signed(spread.exponents(-largest, largest)));
    }
  }

  @Test
  void anglesOfPointsAreWithinOneUnit() {
    for (DType dtype : TYPES) {
      Spread first = new Spread(dtype, 600, 6);
      Spread second = new Spread(dtype, 600, 7);
      int largest = dtype == DType.F32 ? 127 : 1023;
      angles(dtype, first.even(-1, 1), second.even(-1, 1));
      angles(dtype, first.exponents(-10, 10), Spread.signed(second.exponents(-10, 10)));
      angles(dtype, first.exponents(-largest, largest), second.exponents(-largest, largest));
      angles(dtype, first.exponents(-largest - 20, -largest), second.exponents(-largest, 40));
      angles(dtype, first.exponents(-largest - 20, 9 - largest), first.exponents(-largest - 9, 0));
      angles(dtype, first.exponents(largest - 1, largest), second.exponents(0, largest));
    }
  }

  private static void angles(DType dtype, double[] y, double[] x) {
    double[] angle = Evaluation.of(BinaryFunction.ATAN2, dtype, y, x);
    for (int i = 0; i < x.length; i++) {
      if (y[i] == 0 || x[i] == 0) {
        continue;
      }
      Dfp exact = TrueAngles.angle(y[i], x[i]);
      double ulps =
          dtype == DType.F32 ? Ulps.single(angle[i], exact) : Digits.ulps(angle[i], exact);
      String what = dtype.text() + " atan2 of " + y[i] + ", " + x[i] + " is " + angle[i];
      assertTrue(ulps <= 1, what + ", off by " + ulps + " units in the last place");
    }
  }

  /// All pairs of zeros, infinities, NaN, and the smallest and largest numbers.
  @Test
  void angleAtEdgesIsThatOfStrictMath() {
    double infinity = Double.POSITIVE_INFINITY;
    double[] some = {0, 1, Double.MIN_VALUE, Double.MAX_VALUE, infinity, Double.NaN};
    for (double a : some) {
      for (double b : some) {
        for (double y : new double[] {a, -a}) {
          for (double x : new double[] {b, -b}) {
            double[] angle =
                Evaluation.of(BinaryFunction.ATAN2, DType.F64, new double[] {y}, new double[] {x});
            double expected = StrictMath.atan2(y, x);
            String what = "atan2 of " + y + ", " + x;
            // Where the result is neither 0 nor NaN, StrictMath is not always the nearest number.
            if (Math.abs(expected) > 0) {
              assertEquals(expected, angle[0], Math.ulp(expected), what);
            } else {
              assertEquals(expected, angle[0], what);
            }
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"F32", "F64"})
  void edgesAreExact(DType dtype) {
    double tiny = dtype == DType.F32 ? Float.MIN_VALUE : Double.MIN_VALUE;
    double infinity = Double.POSITIVE_INFINITY;
    double nan = Double.NaN;
    double[] x = {0, -0.0, tiny, -tiny, 1, -1, 1.5, -1.5, infinity, -infinity, nan};
    double right = near(dtype, Math.PI / 2);
    double straight = near(dtype, Math.PI);
    double[] sine = {0, -0.0, tiny, -tiny, right, -right, nan, nan, nan, nan, nan};
    double[] cosine = {right, right, right, right, 0, straight, nan, nan, nan, nan, nan};
    assertArrayEquals(sine, Evaluation.of(UnaryFunction.ASIN, dtype, x), "asin");
    assertArrayEquals(cosine, Evaluation.of(UnaryFunction.ACOS, dtype, x), "acos");
    double[] t = {0, -0.0, tiny, -tiny, 1, -1, infinity, -infinity, nan};
    double eighth = near(dtype, Math.PI / 4);
    double[] tangent = {0, -0.0, tiny, -tiny, eighth, -eighth, right, -right, nan};
    assertArrayEquals(tangent, Evaluation.of(UnaryFunction.ATAN, dtype, t), "atan");
  }

  private static double near(DType dtype, double x) {
    return dtype == DType.F32 ? (float) x : x;
  }
}
