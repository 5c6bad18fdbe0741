package dev.odeon.nn.optim;

/// The ranges of the settings of minimisers, and of the lengths of their arguments.
final class Ranges {
  private Ranges() {}

  static void positive(String name, double value) {
    if (!(Double.isFinite(value) && value > 0)) {
      throw new IllegalArgumentException(name + " " + value + " is not finite and positive");
    }
  }

  static void notNegative(String name, double value) {
    if (!(Double.isFinite(value) && value >= 0)) {
      throw new IllegalArgumentException(name + " " + value + " is not finite and >= 0");
    }
  }

  static void decay(String name, double value) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(name + " " + value + " is not in [0, 1)");
    }
  }

  static void atLeastOne(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " " + value + " is not at least 1");
    }
  }

  static void sameLength(double[] parameters, double[]... others) {
    for (double[] other : others) {
      if (other.length != parameters.length) {
        throw new IllegalArgumentException(
            "gradient or state has "
                + other.length
                + " elements for "
                + parameters.length
                + " parameters");
      }
    }
  }
}
