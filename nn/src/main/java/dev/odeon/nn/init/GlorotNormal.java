package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Normal with standard deviation gain·√(2 / (fanIn + fanOut)): Glorot and Bengio, AISTATS 2010,
/// eq. 12.
///
/// @param gain factor, finite and positive
public record GlorotNormal(double gain) implements Initializer {
  public GlorotNormal {
    Gain.check(gain);
  }

  /// Gain 1, for activations near the identity at 0, such as tanh.
  public GlorotNormal() {
    this(1);
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    Fans fans = Fans.of(shape);
    return new Normal(gain * Math.sqrt(2.0 / ((double) fans.in() + fans.out())))
        .values(shape, random);
  }
}
