package dev.odeon.nn.function;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.UnaryFunction;
import java.util.Random;

/// Seeded arguments of a function: even over `low` to `high`, near the origin and 1, over some
/// powers of two, and of random bits.
record Arguments(UnaryFunction function, double low, double high, DType dtype) {
  double[] draw(int count) {
    Random random = new Random(function.text().hashCode());
    double[] x = new double[count];
    for (int i = 0; i < count; i++) {
      do {
        x[i] = candidate(random, i % 4);
      } while (!isInside(x[i]));
    }
    return x;
  }

  private double candidate(Random random, int kind) {
    double x =
        switch (kind) {
          case 0 -> random.nextDouble(low, high);
          case 1 -> random.nextDouble(-2, 2);
          case 2 -> 1 - Math.scalb(random.nextDouble(-1, 1), -random.nextInt(20));
          default ->
              dtype == DType.F32
                  ? Float.intBitsToFloat(random.nextInt())
                  : Double.longBitsToDouble(random.nextLong());
        };
    return dtype == DType.F32 ? (float) x : x;
  }

  private boolean isInside(double x) {
    boolean inside =
        switch (function) {
          case LOG -> x > 0;
          case LOG_PLUS_ONE -> x > -1;
          case ACOSH -> x >= 1;
          case ATANH -> Math.abs(x) < 1;
          case CBRT, ASINH -> true;
          case EXP, EXPONENTIAL_MINUS_ONE, SINH, COSH, TANH, LOGISTIC -> x >= low && x <= high;
          case NEGATE,
              ABS,
              SIGN,
              SQRT,
              RSQRT,
              ERF,
              ERFC,
              LGAMMA,
              DIGAMMA,
              TRIGAMMA,
              FLOOR,
              CEIL,
              ROUND_NEAREST_EVEN,
              SINE,
              COSINE,
              TAN,
              ASIN,
              ACOS,
              ATAN ->
              throw new IllegalArgumentException("no arguments of " + function.text() + " here");
        };
    return inside && Double.isFinite(x) && x != 0;
  }
}
