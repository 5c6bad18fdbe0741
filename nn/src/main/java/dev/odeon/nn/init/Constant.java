package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;
import java.util.Arrays;

/// The same value everywhere.
///
/// @param value the value, finite
public record Constant(double value) implements Initializer {
  public Constant {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("constant start value " + value + " is not finite");
    }
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    double[] values = new double[shape.size()];
    Arrays.fill(values, value);
    return values;
  }
}
