package dev.odeon.plotting;

import java.awt.Graphics2D;
import java.awt.geom.Rectangle2D;
import java.util.List;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/// Title, axes and grid, which XChart lays out and paints, and the places of values among them.
///
/// The layers are painted over it: XChart draws a line segment by segment, which shows as beads,
/// starts dashes anew at every point and makes large SVG files.
final class Axes {
  /// Width of the title of a vertical axis with its distances.
  private static final double TITLE_ROOM = 34;

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
    ChartStyle.apply(chart, sketch);
    chart.getStyler().setXAxisMin(frame.x().min()).setXAxisMax(frame.x().max());
    chart.getStyler().setYAxisMin(frame.y().min()).setYAxisMax(frame.y().max());
    double[] across = {frame.x().min(), frame.x().max()};
    chart
        .addSeries("nothing", across, new double[] {Double.NaN, Double.NaN})
        .setMarker(SeriesMarkers.NONE);
    List<Double> extra = frame.yScale() == AxisScale.LOG ? LogTicks.between(frame.y()) : List.of();
    chart.getStyler().setYAxisLeftWidthHint(leftWidth(extra));
    chart.paint(g, sketch.size().width(), height);
    Axes axes = new Axes(chart, frame);
    axes.label(g, extra);
    return axes;
  }

  /// XChart makes room for its own labels only.
  private static int leftWidth(List<Double> ticks) {
    double widest = ticks.stream().mapToDouble(tick -> lettering(tick).width()).max().orElse(0);
    return widest == 0 ? 0 : (int) Math.ceil(widest + TITLE_ROOM);
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
