package dev.odeon.nn.graph;

import java.util.Locale;

/// What [Op.ReduceWindow] folds with.
public enum WindowReduction {
  /// Sum.
  SUM,
  /// Largest element; NaN if any is NaN. Its whole derivative goes to the first largest element.
  MAX;

  /// The spelling in graph text.
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}
