package dev.odeon.plotting;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A sketch with everything decided: which points, which frame, which legend.
///
/// @param sketch what was asked for
/// @param items layers of values, from the bottom to the top
/// @param frame what the axes span
record Drawing(Sketch sketch, List<Item> items, Frame frame) {

  /// A layer of values with what can be drawn of it.
  record Item(Layer layer, Drawable drawable) {}

  static Drawing of(Sketch sketch) {
    Headless.ensure();
    List<Item> items = new ArrayList<>();
    for (Layer layer : sketch.layers()) {
      drawable(layer, sketch).ifPresent(drawable -> items.add(new Item(layer, drawable)));
    }
    List<Series> series = items.stream().map(item -> item.drawable().series()).toList();
    return new Drawing(sketch, items, Frame.around(series, sketch));
  }

  private static Optional<Drawable> drawable(Layer layer, Sketch sketch) {
    AxisScale x = sketch.x().scale();
    AxisScale y = sketch.y().scale();
    return switch (layer) {
      case Layer.Curve curve -> Optional.of(Drawable.curve(curve, x, y));
      case Layer.Points points -> Optional.of(Drawable.points(points.series(), x, y));
      case Layer.Mark _, Layer.Band _, Layer.Arrows _, Layer.Heat _ -> Optional.empty();
    };
  }

  /// One report a series of values or a grid of numbers; arrows, marks and bands have none.
  List<SeriesReport> reports() {
    return Stream.concat(
            sketch.heat().map(HeatGrid::report).stream(),
            items.stream().map(item -> item.drawable().report()))
        .toList();
  }

  /// Paints the whole picture: axes by XChart above the legend, then the layers into their frame.
  void paint(Graphics2D g) {
    g.setColor(Color.WHITE);
    g.fill(new Rectangle(sketch.size().width(), sketch.size().height()));
    Legend legend = Legend.of(items, sketch.size().width());
    Optional<HeatColours> heat = sketch.heat().map(HeatColours::new);
    int legendTop = sketch.size().height() - legend.height();
    int bottom = heat.isPresent() ? legendTop - HeatColours.BAR : legendTop;
    Axes axes = Axes.paint(g, sketch, frame, bottom);
    LayerPainter painter = new LayerPainter(g, axes, frame);
    sketch.layers().forEach(painter::background);
    items.forEach(item -> painter.paint(item.layer(), item.drawable()));
    painter.finish();
    double center = axes.area().getCenterX();
    heat.ifPresent(colours -> colours.paintBar(g, center, bottom + 6));
    legend.paint(g, center, legendTop);
  }
}
