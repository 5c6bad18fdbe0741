package dev.odeon.plotting;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Title, axes and grid, which XChart lays out and paints, and the places of values among them.
///
/// The layers are painted over it: XChart draws a line segment by segment, which shows as beads,
/// starts dashes anew at every point and makes large SVG files.
final class Axes {
  /// A chart needs a series. XChart puts ticks at its values if they are evenly spaced, and
  /// otherwise where ticks belong.
  private static final double[] UNEVEN = {1, 2, 4, 7};

  private static final double[] NOWHERE = {Double.NaN, Double.NaN, Double.NaN, Double.NaN};

  private final XYChart chart;
  private final Frame frame;

  private Axes(XYChart chart, Frame frame) {
    this.chart = chart;
    this.frame = frame;
  }

  /// Paints into the upper `height` points of the picture.
  static Axes paint(Graphics2D g, Sketch sketch, Frame frame, int height) {
    XYChart chart = new XYChart(sketch.size().width(), height);
    chart.setTitle(sketch.title());
    chart.setXAxisTitle(sketch.x().label());
    chart.setYAxisTitle(sketch.y().label());
    ChartStyle.apply(chart, sketch, frame);
    chart.addSeries("nothing", UNEVEN, NOWHERE).setMarker(SeriesMarkers.NONE);
    List<Double> extra = frame.yScale() == AxisScale.LOG ? LogTicks.between(frame.y()) : List.of();
    if (!extra.isEmpty()) {
      chart.getStyler().setAxisTitlePadding(titlePadding(extra, frame));
    }
    chart.paint(g, sketch.size().width(), height);
    Axes axes = new Axes(chart, frame);
    axes.grid(g);
    axes.label(g, extra);
    return axes;
  }

  /// XChart makes room for its own labels only; where ours are wider, the title moves away.
  private static int titlePadding(List<Double> extra, Frame frame) {
    double missing = widest(extra) - widest(LogTicks.decades(frame.y()));
    return ChartStyle.TITLE_GAP + (int) Math.ceil(Math.max(0, missing));
  }

  private static double widest(List<Double> ticks) {
    return ticks.stream()
        .mapToDouble(tick -> lettering(tick).width() + ChartStyle.TICK_GAP)
        .max()
        .orElse(0);
  }

  /// The grid of logarithmic axes, of which XChart would draw every multiple of every decade.
  private void grid(Graphics2D g) {
    Rectangle2D area = area();
    g.setColor(Palette.GRID);
    g.setStroke(Palette.thin());
    if (frame.xScale() == AxisScale.LOG) {
      for (double tick : LogTicks.grid(frame.x())) {
        double x = screenX(tick);
        g.draw(new Line2D.Double(x, area.getMinY(), x, area.getMaxY()));
      }
    }
    if (frame.yScale() == AxisScale.LOG) {
      for (double tick : LogTicks.grid(frame.y())) {
        double y = screenY(tick);
        g.draw(new Line2D.Double(area.getMinX(), y, area.getMaxX(), y));
      }
    }
  }

  private void label(Graphics2D g, List<Double> ticks) {
    Rectangle2D area = area();
    for (double tick : ticks) {
      Lettering text = lettering(tick);
      double left = area.getMinX() - ChartStyle.TICK_GAP - text.width();
      text.paint(g, Palette.TEXT, left, screenY(tick) + 0.36 * ChartStyle.TICK_SIZE);
    }
  }

  private static Lettering lettering(double tick) {
    return new Lettering(TickText.of(tick), ChartStyle.TICK_SIZE);
  }

  double screenX(double x) {
    return chart.getScreenXFromChart(x);
  }

  double screenY(double y) {
    return chart.getScreenYFromChart(y);
  }

  /// Where the layers go.
  Rectangle2D area() {
    double left = screenX(frame.x().min());
    double top = screenY(frame.y().max());
    return new Rectangle2D.Double(
        left, top, screenX(frame.x().max()) - left, screenY(frame.y().min()) - top);
  }
}
