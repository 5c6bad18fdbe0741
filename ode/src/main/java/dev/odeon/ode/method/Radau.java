package dev.odeon.ode.method;

/// The Radau IIA method of order 5: three implicit stages at once, the collocation polynomial at `c
/// = (4 - sqrt 6)/10, (4 + sqrt 6)/10, 1`; L-stable and stiffly accurate. The system of three
/// stages is turned into one real and one complex system of the size of the state. Within a step
/// the state comes from the collocation polynomial.
///
/// E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd ed., section IV.8.
///
/// @param name the name a user selects it by
/// @param tableau its coefficients
public record Radau(String name, RadauTableau tableau) implements LaneMethod {
  private static final double ROOT = Math.sqrt(6);

  /// Order 5; the transformation is that of equation (8.13).
  public static final Radau RADAU_5 =
      new Radau(
          "radau5",
          RadauTableau.of(
              new double[] {(4 - ROOT) / 10, (4 + ROOT) / 10, 1},
              new double[][] {
                {0.09443876248897524, -0.14125529502095421, 0.03002919410514742},
                {0.25021312296533332, 0.20412935229379994, -0.38294211275726192},
                {1, 1, 0}
              },
              new double[][] {
                {4.17871859155190428, 0.32768282076106237, 0.52337644549944951},
                {-4.17871859155190428, -0.32768282076106237, 0.47662355450055044},
                {0.50287263494578682, -2.57192694985560522, 0.59603920482822492}
              },
              new double[] {(-13 - 7 * ROOT) / 3, (-13 + 7 * ROOT) / 3, -1.0 / 3}));

  @Override
  public int order() {
    return RadauTableau.ORDER;
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
