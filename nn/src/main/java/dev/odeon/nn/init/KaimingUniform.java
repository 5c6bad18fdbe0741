package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Uniform on ±gain·√(3 / fanIn), which has standard deviation gain / √fanIn: He et al., ICCV 2015,
/// eq. 10.
///
/// @param gain factor, finite and positive
public record KaimingUniform(double gain) implements Initializer {
  public KaimingUniform {
    Gain.check(gain);
  }

  /// Gain √2, for rectifiers.
  public KaimingUniform() {
    this(Math.sqrt(2));
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    double bound = gain * Math.sqrt(3.0 / Fans.of(shape).in());
    return new Uniform(-bound, bound).values(shape, random);
  }
}
