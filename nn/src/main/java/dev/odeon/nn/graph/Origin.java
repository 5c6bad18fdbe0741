package dev.odeon.nn.graph;

/// Where an equation came from: a layer's path, an equation of a fit file, or a source line; for
/// messages only.
///
/// @param text empty if unknown
public record Origin(String text) {
  /// No origin known.
  public static final Origin UNKNOWN = new Origin("");

  /// ` (from text)`, or nothing if unknown.
  public String suffix() {
    return text.isEmpty() ? "" : " (from " + text + ")";
  }
}
