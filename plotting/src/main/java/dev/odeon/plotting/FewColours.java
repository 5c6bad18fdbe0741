package dev.odeon.plotting;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A picture in few colours, a third as large as a file: the most frequent colours of the picture
/// are kept as they are, the rare blends at edges become the nearest of them.
final class FewColours {
  /// Enough for lines and texts.
  static final int LINES = 24;

  /// Enough for a heat map.
  static final int SHADES = 160;

  private static final int OPAQUE = 0xFF00_0000;

  private FewColours() {}

  /// @param most how many colours, at most 256
  static BufferedImage of(BufferedImage picture, int most) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    int[] palette = palette(pixels, most);
    Map<Integer, Integer> nearest = new HashMap<>();
    byte[] indices = new byte[pixels.length];
    for (int i = 0; i < pixels.length; i++) {
      indices[i] =
          (byte) (int) nearest.computeIfAbsent(pixels[i], colour -> nearest(colour, palette));
    }
    IndexColorModel colours =
        new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
    BufferedImage few = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_INDEXED, colours);
    few.getRaster().setDataElements(0, 0, width, height, indices);
    return few;
  }

  /// Ties go to the lower number: the same picture gives the same file.
  private static int[] palette(int[] pixels, int most) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    List<Integer> frequent =
        counts.keySet().stream()
            .sorted(
                Comparator.<Integer>comparingInt(colour -> -counts.getOrDefault(colour, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(most)
            .toList();
    return frequent.stream().mapToInt(colour -> colour | OPAQUE).toArray();
  }

  private static int nearest(int colour, int[] palette) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < palette.length; i++) {
      int distance =
          square(colour, palette[i], 16)
              + square(colour, palette[i], 8)
              + square(colour, palette[i], 0);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static int square(int a, int b, int shift) {
    int difference = (a >> shift & 0xFF) - (b >> shift & 0xFF);
    return difference * difference;
  }
}
