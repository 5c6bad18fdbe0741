package dev.odeon.nn.backend.cpu;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Whether this Java machine runs with the incubating vector module.
final class Vectors {
  private static final boolean AVAILABLE = look();

  private Vectors() {}

  static boolean areAvailable() {
    return AVAILABLE;
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
