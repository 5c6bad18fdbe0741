package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Independent values, uniform on [lo, hi).
///
/// @param lo lower end, finite
/// @param hi upper end, finite, not below `lo`
public record Uniform(double lo, double hi) implements Initializer {
  public Uniform {
    if (!(Double.isFinite(lo) && Double.isFinite(hi - lo) && lo <= hi)) {
      throw new IllegalArgumentException(
          "uniform range [" + lo + ", " + hi + ") is not a finite interval");
    }
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = lo + (hi - lo) * random.nextDouble();
    }
    return values;
  }
}
