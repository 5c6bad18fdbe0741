package dev.odeon.plotting;

/// Checks text that ends up in a picture: SVG is XML, which has no place for control characters.
final class PlotText {
  private PlotText() {}

  static String require(String what, String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("the " + what + " is blank");
    }
    return requirePrintable(what, text);
  }

  static String requirePrintable(String what, String text) {
    text.codePoints()
        .filter(PlotText::unprintable)
        .findFirst()
        .ifPresent(
            point -> {
              throw new IllegalArgumentException(
                  "the %s holds the unprintable character U+%04X".formatted(what, point));
            });
    return text;
  }

  private static boolean unprintable(int point) {
    return Character.isISOControl(point)
        || Character.getType(point) == Character.SURROGATE
        || point == 0xFFFE
        || point == 0xFFFF;
  }
}
