package dev.odeon.ode.method;

/// A diagonally implicit Runge-Kutta method for stiff problems: each stage but the first solves a
/// system of the size of the state by Newton's iteration, with one matrix `I - h gamma J` for all
/// stages of a step.
///
/// All of them are L-stable but [#KVAERNO_4], which is A-stable. Within a step the state comes from
/// the cubic through the states and derivatives at both ends.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record DiagonallyImplicit(String name, DirkTableau tableau) implements LaneMethod {
  private static final double ROOT = Math.sqrt(2);

  /// Backward Euler, order 1, its error estimated by the trapezoidal rule.
  public static final DiagonallyImplicit IMPLICIT_EULER =
      new DiagonallyImplicit(
          "implicit_euler",
          DirkTableau.of(new double[][] {{0}, {0, 1}}, new double[] {-0.5, 0.5}, 1, 2));

  /// Trapezoidal rule, then the second backward differentiation formula, as one method of order
  /// 2(3). R. E. Bank and others, IEEE Transactions on Electron Devices 32 (1985) 1992-2007; M. E.
  /// Hosea, L. F. Shampine, Analysis and implementation of TR-BDF2, Applied Numerical Mathematics
  /// 20 (1996) 21-37.
  public static final DiagonallyImplicit TRBDF2 =
      new DiagonallyImplicit(
          "trbdf2",
          DirkTableau.of(
              new double[][] {
                {0}, {1 - ROOT / 2, 1 - ROOT / 2}, {ROOT / 4, ROOT / 4, 1 - ROOT / 2}
              },
              new double[] {(ROOT - 1) / 3, -1.0 / 3, (2 - ROOT) / 3},
              2,
              3));

  /// Order 3(2). A. Kvaerno, Singly diagonally implicit Runge-Kutta methods with an explicit first
  /// stage, BIT Numerical Mathematics 44 (2004) 489-502.
  public static final DiagonallyImplicit KVAERNO_3 =
      new DiagonallyImplicit(
          "kvaerno3",
          DirkTableau.of(
              new double[][] {
                {0},
                {0.4358665215, 0.4358665215},
                {0.490563388419108, 0.073570090080892, 0.4358665215},
                {0.308809969973036, 1.490563388254106, -1.235239879727145, 0.4358665215}
              },
              new double[] {
                -0.181753418446072, 1.416993298173214, -1.671106401227145, 0.4358665215
              },
              3,
              2));

  /// Order 4(3), A-stable. The same paper.
  public static final DiagonallyImplicit KVAERNO_4 =
      new DiagonallyImplicit(
          "kvaerno4",
          DirkTableau.of(
              new double[][] {
                {0},
                {0.4358665215, 0.4358665215},
                {0.140737774731968, -0.108365551378832, 0.4358665215},
                {0.102399400616089, -0.376878452267324, 0.838612530151233, 0.4358665215},
                {
                  0.157024897860995,
                  0.117330441357768,
                  0.61667803039168,
                  -0.326899891110444,
                  0.4358665215
                }
              },
              new double[] {
                0.054625497244906,
                0.494208893625092,
                -0.221934499759553,
                -0.762766412610444,
                0.4358665215
              },
              4,
              3));

  /// Order 5(4). The same paper.
  public static final DiagonallyImplicit KVAERNO_5 =
      new DiagonallyImplicit(
          "kvaerno5",
          DirkTableau.of(
              new double[][] {
                {0},
                {0.26, 0.26},
                {0.13, 0.84033320996790809, 0.26},
                {0.22371961478320505, 0.47675532319799699, -0.06470895363112615, 0.26},
                {
                  0.16648564323248321,
                  0.10450018841591720,
                  0.03631482272098715,
                  -0.13090704451073998,
                  0.26
                },
                {
                  0.13855640231268224,
                  0,
                  -0.04245337201752043,
                  0.02446657898003141,
                  0.61943039072480676,
                  0.26
                },
                {
                  0.13659751177640291,
                  0,
                  -0.05496908796538376,
                  -0.04118626728321046,
                  0.62993304899016403,
                  0.06962479448202728,
                  0.26
                }
              },
              new double[] {
                -0.00195889053627933,
                0,
                -0.01251571594786333,
                -0.06565284626324187,
                0.01050265826535727,
                -0.19037520551797272,
                0.26
              },
              5,
              4));

  /// Order 4(3), the implicit half of ARK4(3)6L[2]SA. C. A. Kennedy, M. H. Carpenter, Additive
  /// Runge-Kutta schemes for convection-diffusion-reaction equations, Applied Numerical Mathematics
  /// 44 (2003) 139-181.
  public static final DiagonallyImplicit KENCARP_4 =
      new DiagonallyImplicit(
          "kencarp4",
          DirkTableau.of(
              new double[][] {
                {0},
                {0.25, 0.25},
                {8611.0 / 62500, -1743.0 / 31250, 0.25},
                {5012029.0 / 34652500, -654441.0 / 2922500, 174375.0 / 388108, 0.25},
                {
                  15267082809.0 / 155376265600.0,
                  -71443401.0 / 120774400,
                  730878875.0 / 902184768,
                  2285395.0 / 8070912,
                  0.25
                },
                {82889.0 / 524892, 0, 15625.0 / 83664, 69875.0 / 102672, -2260.0 / 8211, 0.25}
              },
              new double[] {
                31666707.0 / 9881966720.0,
                0,
                -256875.0 / 105007616,
                -2768025.0 / 128864768,
                169839.0 / 3864644,
                -5247.0 / 225920
              },
              4,
              3));

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
  public MassSupport massSupport() {
    return MassSupport.SINGULAR;
  }

  @Override
  public String toString() {
    return name;
  }
}
