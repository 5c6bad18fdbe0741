package dev.odeon.plotting;

import java.awt.Graphics2D;
import java.awt.Shape;
import java.awt.geom.Line2D;
import java.awt.geom.Path2D;
import java.awt.geom.Rectangle2D;

/// Paints layers into the frame of the axes, each line as one path.
final class LayerPainter {
  private static final int CAPTION_SIZE = 12;
  private static final double CAPTION_INSET = 6;

  private final Graphics2D g;
  private final Axes axes;
  private final Frame frame;
  private final Rectangle2D area;
  private final Shape clip;

  LayerPainter(Graphics2D g, Axes axes, Frame frame) {
    this.g = g;
    this.axes = axes;
    this.frame = frame;
    this.area = axes.area();
    this.clip = g.getClip();
    g.setClip(area);
  }

  /// Paints what lies below all values; nothing for layers of values.
  void background(Layer layer) {
    switch (layer) {
      case Layer.Heat heat -> new HeatColours(heat.grid()).paint(g, area);
      case Layer.Arrows arrows -> arrows(arrows);
      case Layer.Band band -> band(band);
      case Layer.Mark mark -> mark(mark.x(), mark.text());
      case Layer.Curve _, Layer.Points _ -> {}
    }
  }

  /// Paints a layer of values; nothing for the others.
  void paint(Layer layer, Drawable drawable) {
    switch (layer) {
      case Layer.Curve curve -> {
        g.setColor(Palette.ink(curve.ink()));
        g.setStroke(Palette.line(curve.ink()));
        g.draw(path(drawable.series()));
      }
      case Layer.Points points ->
          markers(drawable.series(), new DataMarker(points.ink(), points.fill()));
      case Layer.Mark _, Layer.Band _, Layer.Arrows _, Layer.Heat _ -> {}
    }
  }

  /// Draws the frame over everything and gives the canvas back unclipped.
  void finish() {
    g.setClip(clip);
    g.setColor(Palette.FRAME);
    g.setStroke(Palette.thin());
    g.draw(area);
  }

  private void arrows(Layer.Arrows arrows) {
    g.setColor(Palette.ARROWS);
    g.setStroke(Palette.thin());
    g.draw(path(Quiver.of(arrows.field(), frame, area.getHeight() / area.getWidth())));
  }

  private void band(Layer.Band band) {
    double left = Math.max(axes.screenX(band.from()), area.getMinX());
    if (left < area.getMaxX()) {
      g.setColor(Palette.BAND);
      g.fill(new Rectangle2D.Double(left, area.getY(), area.getMaxX() - left, area.getHeight()));
      mark(band.from(), band.text());
    }
  }

  /// The text stands right of the line, or left of it where the frame ends too soon.
  private void mark(double x, String text) {
    if (x > frame.x().max()) {
      return;
    }
    double at = Math.max(axes.screenX(x), area.getMinX());
    g.setColor(Palette.MARK);
    g.setStroke(Palette.dashed());
    g.draw(new Line2D.Double(at, area.getMinY(), at, area.getMaxY()));
    Lettering caption = new Lettering(text, CAPTION_SIZE);
    double right = at + CAPTION_INSET;
    boolean fits = right + caption.width() < area.getMaxX();
    double left = fits ? right : at - CAPTION_INSET - caption.width();
    caption.paint(g, Palette.CAPTION, left, area.getMinY() + CAPTION_SIZE + CAPTION_INSET);
  }

  private void markers(Series series, DataMarker marker) {
    for (int i = 0; i < series.size(); i++) {
      marker.paint(g, axes.screenX(series.x(i)), axes.screenY(series.y(i)));
    }
  }

  private Path2D path(Series series) {
    Path2D path = new Path2D.Double();
    boolean pen = false;
    for (int i = 0; i < series.size(); i++) {
      if (Double.isNaN(series.y(i))) {
        pen = false;
        continue;
      }
      double x = axes.screenX(series.x(i));
      double y = axes.screenY(series.y(i));
      if (pen) {
        path.lineTo(x, y);
      } else {
        path.moveTo(x, y);
      }
      pen = true;
    }
    return path;
  }
}
