package dev.odeon.plotting;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A picture in at most 24 colours, a third as large as a file: the most frequent colours of the
/// picture are kept as they are, the rare blends at edges become the nearest of them.
final class FewColours {
  private static final int MOST = 24;
  private static final int OPAQUE = 0xFF00_0000;

  private FewColours() {}

  static BufferedImage of(BufferedImage picture) {
    int width = picture.getWidth();
    int height = picture.getHeight();
    int[] pixels = picture.getRGB(0, 0, width, height, null, 0, width);
    int[] palette = palette(pixels);
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
  private static int[] palette(int[] pixels) {
    Map<Integer, Integer> counts = new HashMap<>();
    for (int pixel : pixels) {
      counts.merge(pixel, 1, Integer::sum);
    }
    List<Integer> frequent =
        counts.keySet().stream()
            .sorted(
                Comparator.<Integer>comparingInt(colour -> -counts.getOrDefault(colour, 0))
                    .thenComparing(Comparator.naturalOrder()))
            .limit(MOST)
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
