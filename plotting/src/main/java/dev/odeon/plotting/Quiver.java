package dev.odeon.plotting;

import java.util.Arrays;

/// Arrows of equal length on a grid, as one broken line: shaft, two barbs, gap.
///
/// Lengths are equal on the page, not in the units of the axes: only directions are shown, so that
/// slow regions stay readable.
final class Quiver {
  private static final int ACROSS = 20;
  private static final int POINTS_PER_ARROW = 6;
  private static final double LENGTH = 0.62;
  private static final double BARB = 0.24;
  private static final double BARB_ANGLE = Math.toRadians(152);

  private final PlaneField field;
  private final Frame frame;
  private final int rows;
  private final double[] x;
  private final double[] y;
  private int count;

  private Quiver(PlaneField field, Frame frame, double aspect) {
    this.field = field;
    this.frame = frame;
    this.rows = Math.max(1, (int) Math.round(ACROSS * aspect));
    this.x = new double[ACROSS * rows * POINTS_PER_ARROW];
    this.y = new double[x.length];
  }

  /// Arrows over `frame`, whose height is `aspect` times its width on the page.
  static Series of(PlaneField field, Frame frame, double aspect) {
    Quiver quiver = new Quiver(field, frame, aspect);
    for (int row = 0; row < quiver.rows; row++) {
      for (int column = 0; column < ACROSS; column++) {
        quiver.arrow((column + 0.5) / ACROSS, (row + 0.5) / quiver.rows);
      }
    }
    return Series.of(
        "direction field",
        Arrays.copyOf(quiver.x, quiver.count),
        Arrays.copyOf(quiver.y, quiver.count));
  }

  /// At the place (u, v), both fractions of the frame.
  private void arrow(double u, double v) {
    PlaneField.Velocity velocity = field.at(frame.xAt(u), frame.yAt(v));
    double du = frame.across(velocity.dx(), u) * ACROSS;
    double dv = frame.up(velocity.dy(), v) * rows;
    double norm = Math.hypot(du, dv);
    if (!(norm > 0) || !Double.isFinite(norm)) {
      return;
    }
    double a = LENGTH * du / norm;
    double b = LENGTH * dv / norm;
    point(u - a / 2 / ACROSS, v - b / 2 / rows);
    double tipU = u + a / 2 / ACROSS;
    double tipV = v + b / 2 / rows;
    barb(tipU, tipV, a, b, BARB_ANGLE);
    barb(tipU, tipV, a, b, -BARB_ANGLE);
    gap(tipU);
  }

  private void barb(double tipU, double tipV, double a, double b, double angle) {
    double c = BARB / LENGTH * Math.cos(angle);
    double s = BARB / LENGTH * Math.sin(angle);
    point(tipU, tipV);
    point(tipU + (c * a - s * b) / ACROSS, tipV + (s * a + c * b) / rows);
  }

  private void point(double u, double v) {
    x[count] = frame.xAt(u);
    y[count++] = frame.yAt(v);
  }

  private void gap(double u) {
    x[count] = frame.xAt(u);
    y[count++] = Double.NaN;
  }
}
