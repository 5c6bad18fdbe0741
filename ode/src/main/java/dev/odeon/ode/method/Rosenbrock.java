package dev.odeon.ode.method;

/// A Rosenbrock method for stiff problems: one Jacobian and one factorisation a step, no iteration.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record Rosenbrock(String name, RosenbrockTableau tableau) implements LaneMethod {
  private static final double D = 1 / (2 + Math.sqrt(2));
  private static final double E = 6 + Math.sqrt(2);

  /// Order 2 with an embedded method of order 3, L-stable; for loose tolerances. L. F. Shampine, M.
  /// W. Reichelt, The MATLAB ODE suite, SIAM Journal on Scientific Computing 18 (1997) 1-22,
  /// section 3.
  public static final Rosenbrock ROSENBROCK_23 =
      new Rosenbrock(
          "rosenbrock23",
          RosenbrockTableau.ofStages(
              new double[][] {{}, {0.5}, {0, 1}},
              new double[][] {{D}, {-D, D}, {(E - 2) * D, -E * D, D}},
              new double[] {0, 1, 0},
              new double[] {1.0 / 6, -1.0 / 3, 1.0 / 6},
              new double[][] {
                {1 / (1 - 2 * D), -1 / (1 - 2 * D)},
                {-2 * D / (1 - 2 * D), 1 / (1 - 2 * D)},
                {0, 0}
              },
              new RosenbrockTableau.Orders(2, 2, 2)));

  /// Order 4(3), L-stable, stiffly accurate, interpolant of order 3. E. Hairer, G. Wanner, Solving
  /// Ordinary Differential Equations II, 2nd ed., section VI.4 (RODAS).
  public static final Rosenbrock RODAS_4 =
      new Rosenbrock(
          "rodas4",
          RosenbrockTableau.rodas(
              0.25,
              new double[][] {
                {},
                {1.544},
                {0.9466785280815826, 0.2557011698983284},
                {3.314825187068521, 2.896124015972201, 0.9986419139977817},
                {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
                {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1}
              },
              new double[][] {
                {},
                {-5.6688},
                {-2.430093356833875, -0.2063599157091915},
                {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
                {7.496443313967647, -10.24680431464352, -33.99990352819905, 11.70890893206160},
                {
                  8.083246795921522,
                  -7.981132988064893,
                  -31.52159432874371,
                  16.31930543123136,
                  -6.058818238834054
                }
              },
              new double[][] {
                {
                  10.12623508344586,
                  -7.487995877610167,
                  -34.80091861555747,
                  -7.992771707568823,
                  1.025137723295662
                },
                {
                  -0.6762803392801253,
                  6.087714651680015,
                  16.43084320892478,
                  24.76722511418386,
                  -6.594389125716872
                }
              },
              new RosenbrockTableau.Orders(4, 3, 3)));

  /// Order 5(4), L-stable, stiffly accurate, interpolant of order 4, no order reduction for linear
  /// parabolic problems. G. Steinebach, Construction of Rosenbrock-Wanner method Rodas5P and
  /// numerical benchmarks within the Julia Differential Equations package, BIT Numerical
  /// Mathematics 63 (2023) 27.
  public static final Rosenbrock RODAS_5P =
      new Rosenbrock(
          "rodas5p",
          RosenbrockTableau.rodas(
              0.21193756319429014,
              new double[][] {
                {},
                {3.0},
                {2.849394379747939, 0.45842242204463923},
                {-6.954028509809101, 2.489845061869568, -10.358996098473584},
                {2.8029986275628964, 0.5072464736228206, -0.3988312541770524, -0.04721187230404641},
                {
                  -7.502846399306121,
                  2.561846144803919,
                  -11.627539656261098,
                  -0.18268767659942256,
                  0.030198172008377946
                },
                {
                  -7.502846399306121,
                  2.561846144803919,
                  -11.627539656261098,
                  -0.18268767659942256,
                  0.030198172008377946,
                  1
                },
                {
                  -7.502846399306121,
                  2.561846144803919,
                  -11.627539656261098,
                  -0.18268767659942256,
                  0.030198172008377946,
                  1,
                  1
                }
              },
              new double[][] {
                {},
                {-14.155112264123755},
                {-17.97296035885952, -2.859693295451294},
                {147.12150275711716, -1.41221402718213, 71.68940251302358},
                {165.43517024871676, -0.4592823456491126, 42.90938336958603, -5.961986721573306},
                {
                  24.854864614690072,
                  -3.0009227002832186,
                  47.4931110020768,
                  5.5814197821558125,
                  -0.6610691825249471
                },
                {
                  30.91273214028599,
                  -3.1208243349937974,
                  77.79954646070892,
                  34.28646028294783,
                  -19.097331116725623,
                  -28.087943162872662
                },
                {
                  37.80277123390563,
                  -3.2571969029072276,
                  112.26918849496327,
                  66.9347231244047,
                  -40.06618937091002,
                  -54.66780262877968,
                  -9.48861652309627
                }
              },
              new double[][] {
                {
                  25.948786856663858,
                  -2.5579724845846235,
                  10.433815404888879,
                  -2.3679251022685204,
                  0.524948541321073,
                  1.1241088310450404,
                  0.4272876194431874,
                  -0.17202221070155493
                },
                {
                  -9.91568850695171,
                  -0.9689944594115154,
                  3.0438037242978453,
                  -24.495224566215796,
                  20.176138334709044,
                  15.98066361424651,
                  -6.789040303419874,
                  -6.710236069923372
                },
                {
                  11.419903575922262,
                  2.8879645146136994,
                  72.92137995996029,
                  80.12511834622643,
                  -52.072871366152654,
                  -59.78993625266729,
                  -0.15582684282751913,
                  4.883087185713722
                }
              },
              new RosenbrockTableau.Orders(5, 4, 4)));

  @Override
  public int order() {
    return tableau.orders().method();
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
  public MassSupport massSupport() {
    return tableau.isStifflyAccurate() ? MassSupport.SINGULAR : MassSupport.REGULAR;
  }

  @Override
  public String toString() {
    return name;
  }
}
