package dev.odeon.plotting;

import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The legend below the axes, where it covers no data: centred rows, as many as it needs.
///
/// The first of several layers with the same label stands for all of them, a line with the markers
/// of its points. A single entry says nothing that the title does not, and is left out.
final class Legend {
  private static final int FONT_SIZE = 13;
  private static final double ROW = 22;
  private static final double LINE = 26;
  private static final double DOT = 10;
  private static final double SAMPLE_GAP = 7;
  private static final double ENTRY_GAP = 24;
  private static final double MARGIN = 24;

  private final List<List<Layer>> rows;
  private final Map<String, Layer.Points> markers;
  private final int width;

  private Legend(List<List<Layer>> rows, Map<String, Layer.Points> markers, int width) {
    this.rows = rows;
    this.markers = markers;
    this.width = width;
  }

  static Legend of(List<Drawing.Item> items, int width) {
    Map<String, Layer> entries = new LinkedHashMap<>();
    Map<String, Layer.Points> markers = new HashMap<>();
    for (Drawing.Item item : items) {
      if (item.drawable().visible()) {
        entries.putIfAbsent(label(item.layer()), item.layer());
        if (item.layer() instanceof Layer.Points points) {
          markers.putIfAbsent(points.label(), points);
        }
      }
    }
    List<List<Layer>> rows = entries.size() < 2 ? List.of() : rows(entries, width - 2 * MARGIN);
    return new Legend(rows, markers, width);
  }

  private static List<List<Layer>> rows(Map<String, Layer> entries, double room) {
    List<List<Layer>> rows = new ArrayList<>();
    List<Layer> row = new ArrayList<>();
    for (Layer entry : entries.values()) {
      row.add(entry);
      if (row.size() > 1 && width(row) > room) {
        row.removeLast();
        rows.add(List.copyOf(row));
        row.clear();
        row.add(entry);
      }
    }
    rows.add(List.copyOf(row));
    return rows;
  }

  int height() {
    return rows.isEmpty() ? 0 : (int) Math.ceil(rows.size() * ROW + 6);
  }

  /// The texts, row by row.
  List<String> labels() {
    return rows.stream().flatMap(List::stream).map(Legend::label).toList();
  }

  /// Paints from `top` down, rows centred on `center` as far as they fit.
  void paint(Graphics2D g, double center, int top) {
    double middle = top + ROW / 2 - 4;
    for (List<Layer> row : rows) {
      double widest = width - MARGIN - width(row);
      double left = Math.max(MARGIN, Math.min(widest, center - width(row) / 2));
      for (Layer entry : row) {
        paint(g, entry, left, middle);
        left += width(entry) + ENTRY_GAP;
      }
      middle += ROW;
    }
  }

  private void paint(Graphics2D g, Layer entry, double left, double middle) {
    switch (entry) {
      case Layer.Curve curve -> {
        g.setColor(Palette.ink(curve.ink()));
        g.setStroke(Palette.line(curve.ink()));
        g.draw(new Line2D.Double(left, middle, left + LINE, middle));
        Layer.Points points = markers.get(curve.label());
        if (points != null) {
          new DataMarker(points.ink(), points.fill()).paint(g, left + LINE / 2, middle);
        }
      }
      case Layer.Points points ->
          new DataMarker(points.ink(), points.fill()).paint(g, left + DOT / 2, middle);
      case Layer.Mark _, Layer.Band _, Layer.Arrows _, Layer.Heat _ -> {}
    }
    double baseline = middle + 0.36 * FONT_SIZE;
    lettering(entry).paint(g, Palette.TEXT, left + sample(entry) + SAMPLE_GAP, baseline);
  }

  private static double width(List<Layer> row) {
    return row.stream().mapToDouble(Legend::width).sum() + ENTRY_GAP * (row.size() - 1);
  }

  private static double width(Layer entry) {
    return sample(entry) + SAMPLE_GAP + lettering(entry).width();
  }

  private static double sample(Layer entry) {
    return entry instanceof Layer.Points ? DOT : LINE;
  }

  private static Lettering lettering(Layer entry) {
    return new Lettering(label(entry), FONT_SIZE);
  }

  private static String label(Layer layer) {
    return switch (layer) {
      case Layer.Curve curve -> curve.label();
      case Layer.Points points -> points.label();
      case Layer.Mark mark -> mark.text();
      case Layer.Band band -> band.text();
      case Layer.Arrows _ -> "direction field";
      case Layer.Heat heat -> heat.grid().name();
    };
  }
}
