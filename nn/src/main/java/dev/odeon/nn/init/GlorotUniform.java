package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Uniform on ±gain·√(6 / (fanIn + fanOut)): Glorot and Bengio, AISTATS 2010, eq. 16.
///
/// @param gain factor, finite and positive
public record GlorotUniform(double gain) implements Initializer {
  public GlorotUniform {
    Gain.check(gain);
  }

  /// Gain 1, for activations near the identity at 0, such as tanh.
  public GlorotUniform() {
    this(1);
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    Fans fans = Fans.of(shape);
    double bound = gain * Math.sqrt(6.0 / ((double) fans.in() + fans.out()));
    return new Uniform(-bound, bound).values(shape, random);
  }
}
