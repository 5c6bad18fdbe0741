package dev.odeon.plotting;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/// A drawing as pixels.
final class PngImage {
  private PngImage() {}

  static byte[] encode(Drawing drawing) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.setUseCache(false);
    if (!ImageIO.write(paint(drawing), "png", bytes)) {
      throw new IOException("this Java runtime has no PNG writer");
    }
    return bytes.toByteArray();
  }

  private static BufferedImage paint(Drawing drawing) {
    PictureSize size = drawing.sketch().size();
    int scale = PictureSize.PIXELS_PER_POINT;
    BufferedImage image =
        new BufferedImage(size.width() * scale, size.height() * scale, BufferedImage.TYPE_INT_RGB);
    Graphics2D g = image.createGraphics();
    try {
      g.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      g.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      g.scale(scale, scale);
      drawing.paint(g);
    } finally {
      g.dispose();
    }
    return image;
  }
}
