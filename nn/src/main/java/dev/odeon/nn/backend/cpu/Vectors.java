package dev.odeon.nn.backend.cpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Whether this Java machine runs with the incubating vector module.
final class Vectors {
  /// Narrow vectors are half as wide as the widest, and there are none of less than 64 bits.
  private static final int LEAST_BITS = 128;

  private static final boolean PRESENT = look();
  private static final int BITS = PRESENT ? width() : 0;

  private Vectors() {}

  static boolean areAvailable() {
    return BITS >= LEAST_BITS;
  }

  /// Width of the widest vectors in bits; asked by name, since the module may be absent.
  static int bits() {
    return BITS;
  }

  private static int width() {
    try {
      Object species =
          Class.forName("jdk.incubator.vector.DoubleVector")
              .getField("SPECIES_PREFERRED")
              .get(null);
      Class<?> type = Class.forName("jdk.incubator.vector.VectorSpecies");
      return (int) type.getMethod("vectorBitSize").invoke(species);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("the width of vectors is unknown: " + e.getMessage(), e);
    }
  }

  private static boolean look() {
    boolean present = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    if (!present) {
      Logger logger = System.getLogger("dev.odeon.nn.backend.cpu");
      logger.log(
          Level.INFO,
          "the module jdk.incubator.vector is absent, so scalar code runs, with the same bits; HotSpot does not vectorise"
              + " expanded functions such as tanh, which then cost about four times as much: start Java with --add-modules"
              + " jdk.incubator.vector");
    }
    return present;
  }
}
