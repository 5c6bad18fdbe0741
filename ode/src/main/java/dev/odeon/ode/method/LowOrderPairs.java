package dev.odeon.ode.method;

/// Explicit pairs of orders 2 and 3, for loose tolerances.
public final class LowOrderPairs {
  /// Heun's method of order 2 (the explicit trapezoidal rule) with Euler's embedded. K. Heun,
  /// Zeitschrift fuer Mathematik und Physik 45 (1900) 23-38.
  public static final ExplicitRungeKutta HEUN =
      new ExplicitRungeKutta(
          "heun",
          ButcherTableau.withHermiteInterpolant(
              new double[] {0, 1},
              new double[][] {{}, {1}},
              new double[] {0.5, 0.5},
              new double[] {1, 0},
              2,
              1));

  /// Ralston's method of order 2, whose error bound is least, with Euler's embedded. A. Ralston,
  /// Runge-Kutta methods with minimum error bounds, Mathematics of Computation 16 (1962) 431-437.
  public static final ExplicitRungeKutta RALSTON =
      new ExplicitRungeKutta(
          "ralston",
          ButcherTableau.withHermiteInterpolant(
              new double[] {0, 2.0 / 3},
              new double[][] {{}, {2.0 / 3}},
              new double[] {0.25, 0.75},
              new double[] {1, 0},
              2,
              1));

  /// Bogacki and Shampine 3(2): three stages and the derivative at the new state. P. Bogacki, L. F.
  /// Shampine, A 3(2) pair of Runge-Kutta formulas, Applied Mathematics Letters 2 (1989) 321-325.
  public static final ExplicitRungeKutta BOGACKI_SHAMPINE_32 =
      new ExplicitRungeKutta(
          "bogacki_shampine_32",
          ButcherTableau.of(
              new double[] {0, 0.5, 0.75, 1},
              new double[][] {{}, {0.5}, {0, 0.75}, {2.0 / 9, 1.0 / 3, 4.0 / 9}},
              new double[] {2.0 / 9 - 7.0 / 24, 1.0 / 3 - 0.25, 4.0 / 9 - 1.0 / 3, -0.125},
              new double[][] {
                {1, 3 * 2.0 / 9 - 2, 1 - 2 * 2.0 / 9},
                {0, 1, -2.0 / 3},
                {0, 4.0 / 3, -8.0 / 9},
                {0, -1, 1}
              },
              3,
              2,
              3));

  private LowOrderPairs() {}
}
