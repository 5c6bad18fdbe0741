package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Normal with standard deviation gain / √fanIn: He et al., ICCV 2015, eq. 10.
///
/// @param gain factor, finite and positive
public record KaimingNormal(double gain) implements Initializer {
  public KaimingNormal {
    Gain.check(gain);
  }

  /// Gain √2, for rectifiers.
  public KaimingNormal() {
    this(Math.sqrt(2));
  }

  @Override
  public double[] values(Shape shape, SplitMix64 random) {
    return new Normal(gain / Math.sqrt(Fans.of(shape).in())).values(shape, random);
  }
}
