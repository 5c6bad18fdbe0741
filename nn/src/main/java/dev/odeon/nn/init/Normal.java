package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Independent normal values of mean 0.
///
/// @param std standard deviation, finite, at least 0
public record Normal(double std) implements Initializer {
  public Normal {
    if (!(Double.isFinite(std) && std >= 0)) {
      throw new IllegalArgumentException("standard deviation " + std + " is not finite and >= 0");
    }
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    double[] values = new double[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = std * random.nextGaussian();
    }
    return values;
  }
}
