package dev.odeon.ode.method;

/// A Runge-Kutta-Nystrom pair: the state is `(q, v)`, both of half its length, `dq/dt = v`, and
/// `dv/dt` depends on `q` and the time alone. It needs about half the evaluations of a Runge-Kutta
/// method of the same order.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record Nystrom(String name, NystromTableau tableau) implements LaneMethod {
  /// Order 4(3), four stages. J. R. Dormand, M. E. A. El-Mikkawy, P. J. Prince, Families of
  /// Runge-Kutta-Nystrom formulae, IMA Journal of Numerical Analysis 7 (1987) 235-250, RKN4(3)4FM.
  public static final Nystrom DORMAND_PRINCE_NYSTROM_43 =
      new Nystrom(
          "dormand_prince_nystrom_43",
          NystromTableau.of(
              new double[] {0, 1.0 / 4, 7.0 / 10, 1},
              new double[][] {
                {}, {1.0 / 32}, {7.0 / 1000, 119.0 / 500}, {1.0 / 14, 8.0 / 27, 25.0 / 189}
              },
              new double[] {1.0 / 14, 32.0 / 81, 250.0 / 567, 5.0 / 54},
              new double[] {-7.0 / 150, 67.0 / 150, 3.0 / 20, -1.0 / 20},
              new double[] {13.0 / 21, -20.0 / 27, 275.0 / 189, -1.0 / 3},
              4,
              3));

  /// Order 6(4), six stages. Dormand, El-Mikkawy, Prince (1987), RKN6(4)6FM.
  public static final Nystrom DORMAND_PRINCE_NYSTROM_64 =
      new Nystrom(
          "dormand_prince_nystrom_64",
          NystromTableau.of(
              new double[] {0, 1.0 / 10, 3.0 / 10, 7.0 / 10, 17.0 / 25, 1},
              new double[][] {
                {},
                {1.0 / 200},
                {-1.0 / 2200, 1.0 / 22},
                {637.0 / 6600, -7.0 / 110, 7.0 / 33},
                {225437.0 / 1968750, -30073.0 / 281250, 65569.0 / 281250, -9367.0 / 984375},
                {151.0 / 2142, 5.0 / 116, 385.0 / 1368, 55.0 / 168, -6250.0 / 28101}
              },
              new double[] {
                151.0 / 2142, 25.0 / 522, 275.0 / 684, 275.0 / 252, -78125.0 / 112404, 1.0 / 12
              },
              new double[] {
                1349.0 / 157500,
                7873.0 / 50000,
                192199.0 / 900000,
                521683.0 / 2100000,
                -16.0 / 125,
                0
              },
              new double[] {
                1349.0 / 157500,
                7873.0 / 45000,
                27457.0 / 90000,
                521683.0 / 630000,
                -2.0 / 5,
                1.0 / 12
              },
              6,
              4));

  @Override
  public int order() {
    return tableau.order();
  }

  @Override
  public boolean hasErrorEstimate() {
    return true;
  }

  @Override
  public boolean isReversible() {
    return true;
  }

  @Override
  public boolean takesSinglePrecision() {
    return true;
  }

  @Override
  public String toString() {
    return name;
  }
}
