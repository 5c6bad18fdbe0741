package dev.odeon.ode.method;

import java.util.Arrays;

/// Puts a [ButcherTableau] together and proves it.
///
/// `build` proves that every row sums to its node, that the interpolant ends at the weights, and
/// the order conditions (all rooted trees) of the weights, of the embedded weights, and of the
/// interpolant, coefficient by coefficient in theta. All of it is computed to 32 digits; only what
/// was proven is rounded to doubles.
public final class TableauBuilder {
  /// How far coefficients given as doubles may be off.
  private static final double OF_DOUBLES = 1e-13;

  private final Coefficients nodes;
  private final Coefficients rows;
  private final int order;
  private double accuracy = OF_DOUBLES;
  private Coefficients error = Coefficients.NONE;
  private int embeddedOrder;
  private Coefficients second = Coefficients.NONE;
  private int secondOrder;
  private Coefficients moreNodes = Coefficients.of(new double[0]);
  private Coefficients moreRows = Coefficients.NONE;
  private Coefficients dense = Coefficients.NONE;
  private int denseOrder;
  private ButcherTableau.Form form = ButcherTableau.Form.POWERS;

  /// Starts with the stages of the step proper.
  ///
  /// @param nodes one row: c
  /// @param rows a; the last row is b, its stage the derivative at the new state
  /// @param order order of b
  public TableauBuilder(Coefficients nodes, Coefficients rows, int order) {
    this.nodes = nodes;
    this.rows = rows;
    this.order = order;
  }

  /// How precisely the numbers are known: what they must fulfil may be off by this much, relative
  /// to one plus the sizes of the terms.
  public TableauBuilder accurateTo(double relative) {
    accuracy = relative;
    return this;
  }

  /// Estimates the error by an embedded method.
  ///
  /// @param weights `e = b - b^`, one row
  /// @param embedded order of `b^`
  public TableauBuilder embedded(Coefficients weights, int embedded) {
    error = weights;
    embeddedOrder = embedded;
    return this;
  }

  /// Adds a second estimate by an embedded method of lower order.
  ///
  /// @param weights `b - b^`, one row
  /// @param embedded order of `b^`
  public TableauBuilder secondEmbedded(Coefficients weights, int embedded) {
    second = weights;
    secondOrder = embedded;
    return this;
  }

  /// Interpolates with the stages of the step proper.
  ///
  /// @param weights a row a stage: coefficients of theta, theta^2, ...
  /// @param interpolated order of the interpolant
  public TableauBuilder interpolant(Coefficients weights, int interpolated) {
    dense = weights;
    denseOrder = interpolated;
    return this;
  }

  /// Interpolates with further stages. High powers of theta cancel each other: the weights are
  /// rewritten between both ends, in powers of theta - 1/2, before they are rounded.
  ///
  /// @param nodes one row: their nodes
  /// @param rows their rows of a
  /// @param weights a row a stage, those of the step proper first
  /// @param interpolated order of the interpolant
  public TableauBuilder interpolant(
      Coefficients nodes, Coefficients rows, Coefficients weights, int interpolated) {
    moreNodes = nodes;
    moreRows = rows;
    form = ButcherTableau.Form.CENTRED;
    return interpolant(weights, interpolated);
  }

  /// The tableau.
  ///
  /// @throws IllegalArgumentException if it is not what it is said to be, naming what is violated
  public ButcherTableau build() {
    int step = rows.count();
    int all = step + moreRows.count();
    require(
        nodes.width() == step
            && moreNodes.width() == all - step
            && dense.count() == all
            && error.width() <= step
            && second.width() <= step,
        "rows do not match " + step + " stages and " + (all - step) + " more");
    DoubleDouble[][] a = rows.then(moreRows).rows(all);
    DoubleDouble[] c = new DoubleDouble[all];
    System.arraycopy(nodes.row(0, step), 0, c, 0, step);
    System.arraycopy(moreNodes.row(0, all - step), 0, c, step, all - step);
    DoubleDouble[][] d = dense.rows(dense.width());
    DoubleDouble[] e = estimate(error, step);
    DoubleDouble[] e2 = estimate(second, step);
    proveShape(c, a, d, step);
    proveOrders(a, d, a[step - 1], e, e2);
    return new ButcherTableau(
        step,
        Coefficients.rounded(c),
        Coefficients.rounded(a),
        Coefficients.rounded(e),
        Coefficients.rounded(e2),
        Coefficients.rounded(inForm(d)),
        form,
        new ButcherTableau.Orders(order, embeddedOrder, denseOrder));
  }

  private DoubleDouble[][] inForm(DoubleDouble[][] d) {
    return switch (form) {
      case POWERS -> d;
      case CENTRED -> Arrays.stream(d).map(TableauBuilder::centred).toArray(DoubleDouble[][]::new);
    };
  }

  /// `q` of `sum_m d_m theta^m = sum_m d_m + (1 - theta) sum_m q_m (theta - 1/2)^m`.
  private static DoubleDouble[] centred(DoubleDouble[] d) {
    int degree = d.length - 1;
    DoubleDouble[] q = new DoubleDouble[degree];
    DoubleDouble sum = DoubleDouble.ZERO;
    for (int m = degree; m > 0; m--) {
      sum = sum.minus(d[m]);
      q[m - 1] = sum;
    }
    DoubleDouble half = DoubleDouble.of(0.5);
    for (int first = 0; first < degree; first++) {
      for (int m = degree - 2; m >= first; m--) {
        q[m] = q[m].plus(half.times(q[m + 1]));
      }
    }
    return q;
  }

  private static DoubleDouble[] estimate(Coefficients weights, int stages) {
    return weights.count() == 0 ? new DoubleDouble[0] : weights.row(0, stages);
  }

  private void proveShape(DoubleDouble[] c, DoubleDouble[][] a, DoubleDouble[][] d, int step) {
    require(
        c[0].isZero() && c[step - 1].equals(DoubleDouble.ONE),
        "the first node is not 0 or the last not 1");
    for (int i = 0; i < a.length; i++) {
      for (int j = i; j < a.length; j++) {
        require(a[i][j].isZero(), "row " + i + " has more than " + i + " entries");
      }
      proveSum("row " + i, a[i], c[i]);
      proveSum("the interpolant of stage " + i + " at theta = 1", d[i], a[step - 1][i]);
    }
  }

  private void proveSum(String what, DoubleDouble[] terms, DoubleDouble expected) {
    DoubleDouble sum = DoubleDouble.ZERO;
    double size = 1;
    for (DoubleDouble term : terms) {
      sum = sum.plus(term);
      size += Math.abs(term.high());
    }
    require(
        Math.abs(sum.minus(expected).high()) <= accuracy * size,
        what + " sums to " + sum.high() + " instead of " + expected.high());
  }

  private void proveOrders(
      DoubleDouble[][] a,
      DoubleDouble[][] d,
      DoubleDouble[] b,
      DoubleDouble[] e,
      DoubleDouble[] e2) {
    int highest = Math.max(Math.max(order, denseOrder), Math.max(embeddedOrder, secondOrder));
    OrderConditions conditions = new OrderConditions(a, highest, accuracy);
    conditions.prove("b", b, order);
    if (e.length > 0) {
      conditions.prove("b - e", difference(b, e), embeddedOrder);
    }
    if (e2.length > 0) {
      conditions.prove("the second b - e", difference(b, e2), secondOrder);
    }
    conditions.proveForAllTheta(d, denseOrder);
  }

  private static DoubleDouble[] difference(DoubleDouble[] b, DoubleDouble[] e) {
    DoubleDouble[] difference = new DoubleDouble[b.length];
    Arrays.setAll(difference, i -> i < e.length ? b[i].minus(e[i]) : b[i]);
    return difference;
  }

  private static void require(boolean holds, String complaint) {
    if (!holds) {
      throw new IllegalArgumentException("Butcher tableau: " + complaint);
    }
  }
}
