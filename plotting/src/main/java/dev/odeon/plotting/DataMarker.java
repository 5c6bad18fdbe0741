package dev.odeon.plotting;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// A marker with an outline, so that it stands out from the line below it. The shape changes with
/// the ink: pictures stay readable without colour.
///
/// @param ink index into [Palette]
/// @param fill solid, or hollow and then always round
record DataMarker(int ink, Layer.Fill fill) {
  private static final BasicStroke OUTLINE = new BasicStroke(0.8f);
  private static final BasicStroke RING = new BasicStroke(1.8f);
  private static final double SIZE = 8;

  void paint(Graphics2D g, double x, double y) {
    Color own = Palette.ink(ink);
    switch (fill) {
      case SOLID -> paint(g, shape(x, y, SIZE), own, Color.WHITE, OUTLINE);
      case HOLLOW -> paint(g, new Ellipse2D.Double(x - 4.5, y - 4.5, 9, 9), Color.WHITE, own, RING);
    }
  }

  private static void paint(
      Graphics2D g, Shape shape, Color inner, Color edge, BasicStroke stroke) {
    g.setColor(inner);
    g.fill(shape);
    g.setStroke(stroke);
    g.setColor(edge);
    g.draw(shape);
  }

  private Shape shape(double x, double y, double size) {
    double r = size / 2;
    return switch (ink % 4) {
      case 0 -> new Ellipse2D.Double(x - r, y - r, size, size);
      case 1 -> new Rectangle2D.Double(x - 0.88 * r, y - 0.88 * r, 0.88 * size, 0.88 * size);
      case 2 -> polygon(x, y - 1.15 * r, x + 1.1 * r, y + 0.85 * r, x - 1.1 * r, y + 0.85 * r);
      default -> polygon(x, y - 1.2 * r, x + 1.2 * r, y, x, y + 1.2 * r, x - 1.2 * r, y);
    };
  }

  private static Shape polygon(double... corners) {
    Path2D path = new Path2D.Double();
    path.moveTo(corners[0], corners[1]);
    for (int i = 2; i < corners.length; i += 2) {
      path.lineTo(corners[i], corners[i + 1]);
    }
    path.closePath();
    return path;
  }
}
