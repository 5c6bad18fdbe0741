package dev.odeon.nn.graph;

import java.util.Locale;

/// What [Op.Reduce] folds with.
public enum Reduction {
  /// Sum: element i goes to accumulator i mod 16, the sixteen are added by a fixed tree (see
  /// [Op.Reduce]).
  SUM,
  /// Product, in ascending order.
  PRODUCT,
  /// Largest element; NaN if any is NaN.
  MAX,
  /// Smallest element; NaN if any is NaN.
  MIN;

  /// The spelling in graph text.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
