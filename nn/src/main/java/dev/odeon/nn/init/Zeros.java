package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Zero everywhere: the usual start of a bias.
public record Zeros() implements Initializer {
  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    return new double[shape.size()];
  }
}
