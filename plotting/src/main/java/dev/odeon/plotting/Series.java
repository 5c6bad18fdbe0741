package dev.odeon.plotting;

import java.util.Objects;

/// A named sequence of points `(x[i], y[i])`, in the order in which a line joins them.
///
/// Values may be NaN or infinite: such points are gaps in the line. The arrays are copied on the
/// way in and on the way out.
public final class Series {
  private final String name;
  private final double[] xs;
  private final double[] ys;

  private Series(String name, double[] xs, double[] ys) {
    this.name = name;
    this.xs = xs;
    this.ys = ys;
  }

  /// The points `(x[i], y[i])` under the legend text `name`.
  ///
  /// @throws IllegalArgumentException if the lengths differ, or the name is blank or holds control
  ///   characters
  public static Series of(String name, double[] x, double[] y) {
    PlotText.require("name of a series", name);
    Objects.requireNonNull(x, "x");
    Objects.requireNonNull(y, "y");
    if (x.length != y.length) {
      throw new IllegalArgumentException(
          "series '" + name + "' has " + x.length + " x values and " + y.length + " y values");
    }
    return new Series(name, x.clone(), y.clone());
  }

  /// The points `(i, y[i])` for i = 0, 1, ..., as for a loss recorded at every step.
  public static Series ofSteps(String name, double[] y) {
    double[] x = new double[y.length];
    for (int i = 0; i < x.length; i++) {
      x[i] = i;
    }
    return of(name, x, y);
  }

  /// Takes the arrays over without a copy; the caller must not keep them.
  static Series owning(String name, double[] x, double[] y) {
    return new Series(name, x, y);
  }

  /// The legend text.
  public String name() {
    return name;
  }

  /// The number of points.
  public int size() {
    return xs.length;
  }

  /// The abscissa of point `i`.
  public double x(int i) {
    return xs[i];
  }

  /// The ordinate of point `i`.
  public double y(int i) {
    return ys[i];
  }

  /// A copy of all abscissas.
  public double[] xs() {
    return xs.clone();
  }

  /// A copy of all ordinates.
  public double[] ys() {
    return ys.clone();
  }

  @Override
  public String toString() {
    return name + " (" + size() + " points)";
  }
}
