package dev.odeon.plotting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;

/// The colours of a heat grid: from white for its smallest number to dark blue for its largest,
/// darker for more, in steps small enough not to show.
final class HeatColours {
  /// Height of the colour bar with its texts, in points.
  static final int BAR = 34;

  private static final Color[] ANCHORS = {
    new Color(0xFF, 0xFF, 0xFF),
    new Color(0xC9, 0xE2, 0xF2),
    new Color(0x6D, 0xB3, 0xDE),
    new Color(0x00, 0x72, 0xB2),
    new Color(0x03, 0x24, 0x4D)
  };
  private static final int STEPS = 96;
  private static final int FONT_SIZE = 13;
  private static final double BAR_WIDTH = 180;
  private static final double BAR_HEIGHT = 12;
  private static final double GAP = 8;

  private final HeatGrid grid;
  private final double low;
  private final double high;

  HeatColours(HeatGrid grid) {
    this.grid = grid;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < grid.size(); i++) {
      if (Double.isFinite(grid.value(i))) {
        least = Math.min(least, grid.value(i));
        most = Math.max(most, grid.value(i));
      }
    }
    // Halves of huge numbers can be subtracted, and a bar must have ends that differ.
    double limit = Double.MAX_VALUE / 4;
    low = least > most ? 0 : Math.clamp(least, -limit, limit);
    high = least < most ? Math.min(most, limit) : low + Math.max(1, 4 * Math.ulp(low));
  }

  private static Color at(double fraction) {
    double step = Math.rint(fraction * STEPS) / STEPS * (ANCHORS.length - 1);
    int below = (int) Math.min(step, ANCHORS.length - 2);
    double rest = step - below;
    Color a = ANCHORS[below];
    Color b = ANCHORS[below + 1];
    return new Color(
        mixed(a.getRed(), b.getRed(), rest),
        mixed(a.getGreen(), b.getGreen(), rest),
        mixed(a.getBlue(), b.getBlue(), rest));
  }

  private static int mixed(int a, int b, double part) {
    return (int) Math.round(a + part * (b - a));
  }

  /// The colour of the number `value`.
  Color of(double value) {
    return Double.isFinite(value)
        ? at(Math.clamp((value - low) / (high - low), 0.0, 1.0))
        : Color.WHITE;
  }

  /// Fills `area` with the cells, as one image, which keeps SVG files small.
  void paint(Graphics2D g, Rectangle2D area) {
    int columns = grid.columns();
    int rows = grid.rows();
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < grid.size(); i++) {
      image.setRGB(i % columns, rows - 1 - i / columns, of(grid.value(i)).getRGB());
    }
    AffineTransform kept = g.getTransform();
    g.translate(area.getX(), area.getY());
    g.scale(area.getWidth() / columns, area.getHeight() / rows);
    g.drawImage(image, 0, 0, columns, rows, null);
    g.setTransform(kept);
  }

  /// Paints the bar below `top`: name, smallest number, colours, largest number.
  void paintBar(Graphics2D g, double center, double top) {
    Lettering name = new Lettering(grid.name(), FONT_SIZE);
    Lettering least = new Lettering(TickText.of(low, high - low), FONT_SIZE);
    Lettering most = new Lettering(TickText.of(high, high - low), FONT_SIZE);
    double width = name.width() + least.width() + most.width() + BAR_WIDTH + 4 * GAP;
    double baseline = top + BAR_HEIGHT - 1;
    double left = center - width / 2;
    name.paint(g, Palette.TEXT, left, baseline);
    left += name.width() + 2 * GAP;
    least.paint(g, Palette.TEXT, left, baseline);
    left += least.width() + GAP;
    double step = BAR_WIDTH / STEPS;
    for (int i = 0; i < STEPS; i++) {
      g.setColor(at((i + 0.5) / STEPS));
      g.fill(new Rectangle2D.Double(left + i * step, top, step * 1.02, BAR_HEIGHT));
    }
    g.setColor(Palette.FRAME);
    g.setStroke(Palette.thin());
    g.draw(new Rectangle2D.Double(left, top, BAR_WIDTH, BAR_HEIGHT));
    most.paint(g, Palette.TEXT, left + BAR_WIDTH + GAP, baseline);
  }
}
