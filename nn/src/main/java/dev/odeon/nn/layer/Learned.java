package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.init.Initializer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Learned numbers, the same for every input: parameter `value` `[size]`, output `[size]`.
///
/// @param size how many, at least 1
/// @param init their start values
public record Learned(int size, Initializer init) implements Layer {
  public Learned {
    if (size < 1) {
      throw new IllegalArgumentException("learned: size " + size + " is below 1");
    }
  }

  /// From the given start values.
  public static Learned from(double... start) {
    double[] copy = start.clone();
    for (int i = 0; i < copy.length; i++) {
      if (!Double.isFinite(copy[i])) {
        throw new IllegalArgumentException("learned: start value " + i + " is " + copy[i]);
      }
    }
    return new Learned(start.length, (_, _) -> copy.clone());
  }

  /// From `start` everywhere.
  public static Learned filled(int size, double start) {
    return new Learned(size, new Constant(start));
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    return ParameterSpec.builder().add("value", Shape.of(size), init).build();
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(size);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    return p.get("value");
  }
}
