package dev.odeon.cli.fitfile;

/// Limits of a fitted value.
///
/// @param min the least value allowed, -Infinity if there is no limit
/// @param max the largest value allowed, Infinity if there is no limit
public record Bounds(double min, double max) {
  /// No limits.
  public static final Bounds NONE = new Bounds(Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);

  /// Reads `min` and `max`, and checks that the start value lies between them.
  static Bounds read(Keys keys, double start, Located startValue) {
    Bounds bounds =
        new Bounds(
            keys.optional("min").map(Located::number).orElse(NONE.min),
            keys.optional("max").map(Located::number).orElse(NONE.max));
    if (bounds.min >= bounds.max) {
      throw keys.required("max")
          .fault("must be above min = " + bounds.min + ", found " + bounds.max);
    }
    if (start < bounds.min || start > bounds.max) {
      throw startValue.fault(
          "the start value %s is not between min = %s and max = %s"
              .formatted(start, bounds.min, bounds.max));
    }
    return bounds;
  }
}
