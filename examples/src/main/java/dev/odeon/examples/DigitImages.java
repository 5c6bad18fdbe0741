package dev.odeon.examples;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.train.Samples;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;

/// Handwritten digits of 8 by 8 pixels, see `examples/digits/README.md`.
final class DigitImages {
  static final int SIDE = 8;
  static final int PIXELS = SIDE * SIDE;
  static final int CLASSES = 10;

  private static final double WHITE = 16;

  private final List<int[]> rows;

  private DigitImages(List<int[]> rows) {
    this.rows = rows;
  }

  /// Reads the file `digits.csv.gz`.
  static DigitImages read(Path file) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.US_ASCII))) {
      return new DigitImages(reader.lines().map(DigitImages::row).toList());
    }
  }

  private static int[] row(String line) {
    String[] cells = line.split(",", -1);
    if (cells.length != PIXELS + 1) {
      throw new IllegalArgumentException("digits: line '" + line + "' has not 65 numbers");
    }
    return IntStream.range(0, cells.length).map(i -> Integer.parseInt(cells[i])).toArray();
  }

  /// The digits whose number in the file `which` holds for: pixels from 0 to 1, and a one where the
  /// class is.
  Samples samples(IntPredicate which) {
    int[] chosen = IntStream.range(0, rows.size()).filter(which).toArray();
    int count = chosen.length;
    double[] pixels = new double[PIXELS * count];
    double[] classes = new double[CLASSES * count];
    for (int i = 0; i < count; i++) {
      int[] row = rows.get(chosen[i]);
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        pixels[pixel * count + i] = row[pixel] / WHITE;
      }
      classes[row[PIXELS] * count + i] = 1;
    }
    return new Samples(count, Shape.of(PIXELS), pixels, Shape.of(CLASSES), classes);
  }

  /// `samples` and four copies of each, moved by half a pixel to the left, right, up and down: the
  /// digit stays the same.
  static Samples withMoved(Samples samples) {
    int count = samples.count();
    int all = 5 * count;
    double[] pixels = new double[PIXELS * all];
    double[] classes = new double[CLASSES * all];
    for (int copy = 0; copy < 5; copy++) {
      for (int pixel = 0; pixel < PIXELS; pixel++) {
        int from = neighbour(pixel, copy);
        for (int i = 0; i < count; i++) {
          double other = from < 0 ? 0 : samples.inputs()[from * count + i];
          pixels[pixel * all + copy * count + i] =
              0.5 * (samples.inputs()[pixel * count + i] + other);
        }
      }
      for (int k = 0; k < CLASSES; k++) {
        System.arraycopy(samples.targets(), k * count, classes, k * all + copy * count, count);
      }
    }
    return new Samples(all, samples.inputShape(), pixels, samples.targetShape(), classes);
  }

  /// The pixel left, right, above or below; itself for direction 0, -1 beyond the edge.
  private static int neighbour(int pixel, int direction) {
    int row = pixel / SIDE;
    int column = pixel % SIDE;
    return switch (direction) {
      case 0 -> pixel;
      case 1 -> column == 0 ? -1 : pixel - 1;
      case 2 -> column == SIDE - 1 ? -1 : pixel + 1;
      case 3 -> row == 0 ? -1 : pixel - SIDE;
      default -> row == SIDE - 1 ? -1 : pixel + SIDE;
    };
  }

  /// The part of `samples` for which the largest output is that of its class.
  static double accuracy(double[] outputs, Samples samples) {
    int count = samples.count();
    int right = 0;
    for (int i = 0; i < count; i++) {
      int best = 0;
      for (int k = 1; k < CLASSES; k++) {
        best = outputs[k * count + i] > outputs[best * count + i] ? k : best;
      }
      right += samples.targets()[best * count + i] == 1 ? 1 : 0;
    }
    return (double) right / count;
  }
}
