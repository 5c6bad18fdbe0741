package dev.odeon.ode.method;

/// A symplectic splitting method for a separable system: the state is `(q, p)`, both of half its
/// length, `dq/dt` depends on `p` and the time alone, `dp/dt` on `q` and the time alone.
///
/// Steps are of fixed size: adapting them would spoil what the method is for, an energy error that
/// does not grow.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record Splitting(String name, SplittingTableau tableau) implements LaneMethod {
  /// Kick, drift, kick: order 2, time-reversible. L. Verlet, Physical Review 159 (1967) 98; Hairer,
  /// Lubich, Wanner, Geometric Numerical Integration, 2nd ed., section I.1.4.
  public static final Splitting STORMER_VERLET =
      new Splitting("stormer_verlet", SplittingTableau.ofLeapfrogs(new double[] {1}, 2));

  /// Order 4 with four stages and small error constants, for `dq/dt = p` only. R. I. McLachlan, P.
  /// Atela, The accuracy of symplectic integrators, Nonlinearity 5 (1992) 541-562, table 2.
  public static final Splitting MCLACHLAN_ATELA_4 =
      new Splitting(
          "mclachlan_atela_4",
          SplittingTableau.of(
              new double[] {
                0.134496199277431089,
                -0.224819803079420806,
                0.756320000515668291,
                0.334003603286321425
              },
              new double[] {
                0.515352837431122936,
                -0.085782019412973646,
                0.441583023616466524,
                0.128846158365384185
              },
              4,
              SplittingTableau.Systems.SECOND_ORDER));

  /// Order 6: seven leapfrog steps. H. Yoshida, Construction of higher order symplectic
  /// integrators, Physics Letters A 150 (1990) 262-268, table 1, solution A.
  public static final Splitting YOSHIDA_6 =
      new Splitting(
          "yoshida_6",
          SplittingTableau.ofLeapfrogs(
              symmetric(
                  0.7845136104775572638194976338663498757768,
                  0.2355732133593581336847931829785346016865,
                  -1.177679984178871006946415680964315734639),
              6));

  /// Order 8: fifteen leapfrog steps. H. Yoshida, Physics Letters A 150 (1990) 262-268, table 2.
  public static final Splitting YOSHIDA_8 =
      new Splitting(
          "yoshida_8",
          SplittingTableau.ofLeapfrogs(
              symmetric(
                  1.04242620869991,
                  1.82020630970714,
                  0.157739928123617,
                  2.44002732616735,
                  -0.00716989419708120,
                  -2.44699182370524,
                  -1.61582374150097),
              8));

  /// Order 8: fifteen leapfrog steps of smaller sizes. M. Suzuki, K. Umeno, Higher-order
  /// decomposition theory of exponential operators and its applications to QMC and nonlinear
  /// dynamics (1993); R. I. McLachlan, SIAM Journal on Scientific Computing 16 (1995) 151-168.
  public static final Splitting SUZUKI_UMENO_8 =
      new Splitting(
          "suzuki_umeno_8",
          SplittingTableau.ofLeapfrogs(
              symmetric(
                  0.7416703643506129534482278017838063156035,
                  -0.4091008258000315939973000958935634173099,
                  0.1907547102962383799538762564503716627355,
                  -0.5738624711160822666563877266355357421595,
                  0.2990641813036559238444635406886029882258,
                  0.3346249182452981837849579798821822886337,
                  0.3152930923967665966320566638110024309941),
              8));

  @Override
  public int order() {
    return tableau.order();
  }

  @Override
  public boolean hasErrorEstimate() {
    return false;
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

  /// Weights that read the same backwards: the given ones, then the one that makes their sum 1,
  /// then the given ones in reverse.
  private static double[] symmetric(double... outer) {
    double[] weights = new double[2 * outer.length + 1];
    double rest = 1;
    for (int i = 0; i < outer.length; i++) {
      weights[i] = outer[i];
      weights[weights.length - 1 - i] = outer[i];
      rest -= 2 * outer[i];
    }
    weights[outer.length] = rest;
    return weights;
  }
}
