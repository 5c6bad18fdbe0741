package dev.odeon.plotting;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.font.TextLayout;
import java.awt.geom.AffineTransform;

/// One line of text as outlines, on a true baseline.
///
/// @param text what it says
/// @param size of the letters in points
record Lettering(String text, int size) {
  private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

  double width() {
    return layout().getAdvance();
  }

  void paint(Graphics2D g, Color color, double left, double baseline) {
    g.setColor(color);
    g.fill(layout().getOutline(AffineTransform.getTranslateInstance(left, baseline)));
  }

  private TextLayout layout() {
    return new TextLayout(text, new Font(Font.SANS_SERIF, Font.PLAIN, size), EXACT);
  }
}
