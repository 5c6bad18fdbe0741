package dev.odeon.plotting;

import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.svg.SVGProcessor;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;

/// A drawing as SVG.
///
/// Letters are outlines, so that the picture looks the same everywhere; what they say also stands
/// in `<title>` and `<desc>`, for search and for screen readers.
final class SvgImage {
  private SvgImage() {}

  static byte[] encode(Drawing drawing) throws IOException {
    PictureSize size = drawing.sketch().size();
    VectorGraphics2D g = new VectorGraphics2D();
    drawing.paint(g);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new SVGProcessor()
        .getDocument(g.getCommands(), new PageSize(size.width(), size.height()))
        .writeTo(bytes);
    return described(bytes.toString(StandardCharsets.UTF_8), drawing)
        .getBytes(StandardCharsets.UTF_8);
  }

  /// Leaves out the document type too: it would send XML readers to the network.
  private static String described(String svg, Drawing drawing) {
    int start = svg.indexOf("<svg");
    int end = svg.indexOf('>', start) + 1;
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + svg.substring(start, end)
        + "\n  <title>"
        + escaped(drawing.sketch().title())
        + "</title>\n  <desc>"
        + escaped(description(drawing))
        + "</desc>"
        + svg.substring(end);
  }

  private static String description(Drawing drawing) {
    Sketch sketch = drawing.sketch();
    return drawing.reports().stream()
        .map(SeriesReport::series)
        .distinct()
        .collect(
            Collectors.joining(
                ", ", sketch.y().label() + " against " + sketch.x().label() + ": ", ""));
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
