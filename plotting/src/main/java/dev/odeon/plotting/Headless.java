package dev.odeon.plotting;

import java.util.Locale;
import java.util.Map;

/// Tells AWT to do without a display where there is none. Must run before AWT's first class loads:
/// even `java.awt.Color` asks.
final class Headless {
  private static final String PROPERTY = "java.awt.headless";

  private Headless() {}

  /// Sets `java.awt.headless` unless the user has, or a display is named.
  static void ensure() {
    if (System.getProperty(PROPERTY) == null
        && withoutDisplay(System.getProperty("os.name", ""), System.getenv())) {
      System.setProperty(PROPERTY, "true");
    }
  }

  /// Windows and macOS name no display; there AWT finds out by itself.
  static boolean withoutDisplay(String system, Map<String, String> environment) {
    String lower = system.toLowerCase(Locale.ROOT);
    boolean named = lower.startsWith("windows") || lower.startsWith("mac");
    return !named && environment.getOrDefault("DISPLAY", "").isBlank();
  }
}
