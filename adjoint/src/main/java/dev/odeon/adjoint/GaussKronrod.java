package dev.odeon.adjoint;

/// The Gauss-Kronrod pair of 7 and 15 nodes on [0, 1]. Kronrod, Nodes and Weights of Quadrature
/// Formulas (1965).
final class GaussKronrod {
  static final int COUNT = 15;

  private static final double[] NODES = {
    0.9914553711208126392068,
    0.9491079123427585245261,
    0.8648644233597690727897,
    0.7415311855993944398638,
    0.5860872354676911302941,
    0.4058451513773971669066,
    0.2077849550078984676006,
    0
  };

  private static final double[] WEIGHTS = {
    0.0229353220105292249637,
    0.0630920926299785532907,
    0.1047900103222501838398,
    0.1406532597155259187451,
    0.1690047266392679028265,
    0.1903505780647854099132,
    0.2044329400752988924141,
    0.2094821410847278280129
  };

  private static final double[] GAUSS_WEIGHTS = {
    0,
    0.1294849661688696932706,
    0,
    0.2797053914892766679014,
    0,
    0.3818300505051189449503,
    0,
    0.4179591836734693877551
  };

  private GaussKronrod() {}

  private static int row(int i) {
    return i < NODES.length ? i : COUNT - 1 - i;
  }

  static double node(int i) {
    double x = i < NODES.length ? -NODES[i] : NODES[row(i)];
    return (1 + x) / 2;
  }

  static double weight(int i) {
    return WEIGHTS[row(i)] / 2;
  }

  /// The weight less that of the formula of 7 nodes: the sum estimates the error of the latter.
  static double errorWeight(int i) {
    return (WEIGHTS[row(i)] - GAUSS_WEIGHTS[row(i)]) / 2;
  }
}
