package dev.odeon.nn.init;

/// The range of the gain of Glorot and Kaiming initialisers.
final class Gain {
  private Gain() {}

  static void check(double gain) {
    if (!(Double.isFinite(gain) && gain > 0)) {
      throw new IllegalArgumentException("gain " + gain + " is not finite and positive");
    }
  }
}
