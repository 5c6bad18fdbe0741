package dev.odeon.ode.hipparchus;

import dev.odeon.ode.method.ButcherTableau;
import dev.odeon.ode.method.ExplicitRungeKutta;
import org.hipparchus.ode.nonstiff.ButcherArrayProvider;
import org.hipparchus.ode.nonstiff.ClassicalRungeKuttaIntegrator;
import org.hipparchus.ode.nonstiff.DormandPrince54Integrator;
import org.hipparchus.ode.nonstiff.EulerIntegrator;
import org.hipparchus.ode.nonstiff.GillIntegrator;
import org.hipparchus.ode.nonstiff.HighamHall54Integrator;
import org.hipparchus.ode.nonstiff.LutherIntegrator;
import org.hipparchus.ode.nonstiff.MidpointIntegrator;
import org.hipparchus.ode.nonstiff.ThreeEighthesIntegrator;

/// Explicit methods for lanes whose coefficients are Hipparchus's own arrays.
public final class HipparchusTableaus {
  /// Euler's method, order 1.
  public static final ExplicitRungeKutta EULER = hermite("euler", new EulerIntegrator(1), 1);

  /// The explicit midpoint rule, order 2.
  public static final ExplicitRungeKutta MIDPOINT =
      hermite("midpoint", new MidpointIntegrator(1), 2);

  /// The classical method of Kutta, order 4.
  public static final ExplicitRungeKutta CLASSICAL_RUNGE_KUTTA =
      hermite("classical_runge_kutta", new ClassicalRungeKuttaIntegrator(1), 4);

  /// Gill's method, order 4.
  public static final ExplicitRungeKutta GILL = hermite("gill", new GillIntegrator(1), 4);

  /// Kutta's 3/8 rule, order 4.
  public static final ExplicitRungeKutta THREE_EIGHTHES =
      hermite("three_eighthes", new ThreeEighthesIntegrator(1), 4);

  /// Luther's method, order 6.
  public static final ExplicitRungeKutta LUTHER = hermite("luther", new LutherIntegrator(1), 6);

  /// Higham and Hall 5(4) with an interpolant of order 4. D. J. Higham, G. Hall, Embedded
  /// Runge-Kutta formulae with stable equilibrium states, Journal of Computational and Applied
  /// Mathematics 29 (1990) 25-33.
  public static final ExplicitRungeKutta HIGHAM_HALL_54 =
      new ExplicitRungeKutta("higham_hall_54", highamHall54());

  /// Dormand and Prince 5(4) with the interpolant of order 4 of Shampine.
  ///
  /// Embedded weights and interpolant: Hairer, Norsett, Wanner, Solving Ordinary Differential
  /// Equations I, 2nd ed., table II.5.2 and equation (II.6.19).
  public static final ExplicitRungeKutta DORMAND_PRINCE_54 =
      new ExplicitRungeKutta("dormand_prince_54", dormandPrince54());

  private HipparchusTableaus() {}

  private static ExplicitRungeKutta hermite(String name, ButcherArrayProvider arrays, int order) {
    double[] c = nodes(arrays);
    double[][] a = rows(arrays);
    return new ExplicitRungeKutta(
        name, ButcherTableau.withHermiteInterpolant(c, a, arrays.getB(), order));
  }

  private static ButcherTableau highamHall54() {
    ButcherArrayProvider arrays = new HighamHall54Integrator(1, 1, 1, 1);
    double[] error = {-1.0 / 20, 0, 81.0 / 160, -6.0 / 5, 25.0 / 32, 1.0 / 16, -1.0 / 10};
    double[][] dense = {
      {1, -15.0 / 4, 16.0 / 3, -5.0 / 2},
      {0, 0, 0, 0},
      {0, 459.0 / 32, -243.0 / 8, 135.0 / 8},
      {0, -22, 152.0 / 3, -30},
      {0, 375.0 / 32, -625.0 / 24, 125.0 / 8},
      {0, -5.0 / 16, 5.0 / 12, 0},
      {0, 0, 0, 0}
    };
    return ButcherTableau.of(nodes(arrays), rows(arrays), error, dense, 5, 4, 4);
  }

  private static ButcherTableau dormandPrince54() {
    ButcherArrayProvider arrays = new DormandPrince54Integrator(1, 1, 1, 1);
    double[] error = {
      71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40
    };
    double[] d = {
      -12715105075.0 / 11282082432.0,
      0,
      87487479700.0 / 32700410799.0,
      -10690763975.0 / 1880347072.0,
      701980252875.0 / 199316789632.0,
      -1453857185.0 / 822651844.0,
      69997945.0 / 29380423.0
    };
    double[] b = arrays.getB();
    double[][] dense = new double[7][];
    for (int i = 0; i < 7; i++) {
      double weight = i < b.length ? b[i] : 0;
      dense[i] = new double[] {0, 3 * weight + d[i], -2 * weight - 2 * d[i], d[i]};
    }
    addTo(dense[0], 1, -2, 1);
    addTo(dense[6], 0, -1, 1);
    return ButcherTableau.of(nodes(arrays), rows(arrays), error, dense, 5, 4, 4);
  }

  private static void addTo(double[] row, double first, double second, double third) {
    row[0] += first;
    row[1] += second;
    row[2] += third;
  }

  /// Hipparchus leaves out the first node and row.
  private static double[] nodes(ButcherArrayProvider arrays) {
    double[] given = arrays.getC();
    double[] c = new double[given.length + 1];
    System.arraycopy(given, 0, c, 1, given.length);
    return c;
  }

  private static double[][] rows(ButcherArrayProvider arrays) {
    double[][] given = arrays.getA();
    double[][] a = new double[given.length + 1][];
    a[0] = new double[0];
    System.arraycopy(given, 0, a, 1, given.length);
    return a;
  }
}
