package dev.odeon.nn.path;

import java.util.Arrays;

/// One channel as cubics between its own knots: on piece i the value is `c[i][0] + c[i][1] s +
/// c[i][2] s^2 + c[i][3] s^3` with `s = t - knots[i]`. Beyond the ends it is the nearest known
/// value.
final class Piecewise {
  private static final int POWERS = 4;

  private final double[] knots;
  private final double[] values;
  private final double[][] pieces;

  private Piecewise(double[] knots, double[] values, double[][] pieces) {
    this.knots = knots;
    this.values = values;
    this.pieces = pieces;
  }

  /// Straight lines.
  static Piecewise linear(double[] t, double[] x) {
    double[][] pieces = new double[t.length - 1][];
    for (int i = 0; i < pieces.length; i++) {
      pieces[i] = new double[] {x[i], slope(t, x, i), 0, 0};
    }
    return new Piecewise(t, x, pieces);
  }

  /// Cubics with the given values and slopes at the knots.
  static Piecewise hermite(double[] t, double[] x, double[] slopes) {
    double[][] pieces = new double[t.length - 1][];
    for (int i = 0; i < pieces.length; i++) {
      double h = t[i + 1] - t[i];
      double secant = slope(t, x, i);
      double left = slopes[i];
      double right = slopes[i + 1];
      double square = (3 * secant - 2 * left - right) / h;
      double cube = (left + right - 2 * secant) / (h * h);
      pieces[i] = new double[] {x[i], left, square, cube};
    }
    return new Piecewise(t, x, pieces);
  }

  /// Cubics whose slope at a knot is that of the line from the knot before, at the first knot that
  /// to the second: no piece depends on values after its end.
  static Piecewise backwardHermite(double[] t, double[] x) {
    double[] slopes = new double[t.length];
    for (int i = 0; i + 1 < t.length; i++) {
      slopes[i + 1] = slope(t, x, i);
    }
    if (t.length > 1) {
      slopes[0] = slopes[1];
    }
    return hermite(t, x, slopes);
  }

  /// The natural cubic spline: twice continuously differentiable, second derivative 0 at both ends.
  static Piecewise naturalCubic(double[] t, double[] x) {
    double[] curvature = naturalCurvature(t, x);
    double[][] pieces = new double[t.length - 1][];
    for (int i = 0; i < pieces.length; i++) {
      double h = t[i + 1] - t[i];
      double first = slope(t, x, i) - h * (2 * curvature[i] + curvature[i + 1]) / 6;
      double cube = (curvature[i + 1] - curvature[i]) / (6 * h);
      pieces[i] = new double[] {x[i], first, curvature[i] / 2, cube};
    }
    return new Piecewise(t, x, pieces);
  }

  /// Second derivatives at the knots, from the tridiagonal system of equal first derivatives on
  /// both sides: de Boor, A practical guide to splines, chapter IV.
  private static double[] naturalCurvature(double[] t, double[] x) {
    int n = t.length;
    double[] curvature = new double[n];
    double[] ratio = new double[n];
    double[] right = new double[n];
    for (int i = 1; i + 1 < n; i++) {
      double before = t[i] - t[i - 1];
      double after = t[i + 1] - t[i];
      double pivot = 2 * (before + after) - before * ratio[i - 1];
      ratio[i] = after / pivot;
      double jump = 6 * (slope(t, x, i) - slope(t, x, i - 1));
      right[i] = (jump - before * right[i - 1]) / pivot;
    }
    for (int i = n - 2; i > 0; i--) {
      curvature[i] = right[i] - ratio[i] * curvature[i + 1];
    }
    return curvature;
  }

  private static double slope(double[] t, double[] x, int i) {
    return (x[i + 1] - x[i]) / (t[i + 1] - t[i]);
  }

  /// The same function between `grid[i]` and `grid[i + 1]`, as coefficients of powers of `t -
  /// grid[i]`; every knot must be on the grid.
  double[][] on(double[] grid) {
    double[][] result = new double[grid.length - 1][];
    for (int i = 0; i < result.length; i++) {
      result[i] = from(grid[i], grid[i + 1]);
    }
    return result;
  }

  private double[] from(double start, double end) {
    int last = knots.length - 1;
    if (end <= knots[0]) {
      return new double[] {values[0], 0, 0, 0};
    }
    if (start >= knots[last]) {
      return new double[] {values[last], 0, 0, 0};
    }
    int found = Arrays.binarySearch(knots, start);
    int piece = found >= 0 ? found : -found - 2;
    double[] c = pieces[piece];
    double s = start - knots[piece];
    return s == 0 ? c.clone() : shifted(c, s);
  }

  /// The coefficients about `s` of the cubic `c`, by repeated synthetic division.
  private static double[] shifted(double[] c, double s) {
    double[] moved = c.clone();
    for (int pass = 0; pass + 1 < POWERS; pass++) {
      for (int power = POWERS - 2; power >= pass; power--) {
        moved[power] += s * moved[power + 1];
      }
    }
    return moved;
  }
}
