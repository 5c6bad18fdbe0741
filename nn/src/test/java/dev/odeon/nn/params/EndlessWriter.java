package dev.odeon.nn.params;

import dev.odeon.nn.graph.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/// A program that rewrites one file until it is killed; every version holds one number repeated.
final class EndlessWriter {
  private static final int SIZE = 50_000;

  private EndlessWriter() {}

  public static void main(String[] args) throws IOException {
    for (long version = 0; ; version++) {
      SafetensorsWriter.write(
          Path.of(args[0]), new SafetensorsFile(Map.of(), Map.of("a", tensor(version))));
    }
  }

  static StoredTensor tensor(long version) {
    double[] values = new double[SIZE];
    Arrays.fill(values, (double) version);
    return StoredTensor.f64(Shape.of(SIZE), values);
  }
}
