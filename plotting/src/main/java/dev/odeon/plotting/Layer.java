package dev.odeon.plotting;

/// One thing to draw; later layers lie on top of earlier ones.
sealed interface Layer {
  /// A line.
  ///
  /// @param label legend text
  /// @param series points in drawing order
  /// @param ink index into [Palette]
  /// @param thinning how to decimate
  record Curve(String label, Series series, int ink, Thinning thinning) implements Layer {}

  /// Separate markers.
  ///
  /// @param label legend text
  /// @param series the points
  /// @param ink index into [Palette], also of the marker's shape
  /// @param fill solid for data, hollow for points of a curve
  record Points(String label, Series series, int ink, Fill fill) implements Layer {}

  /// A vertical line across the whole picture, with a text at its top.
  record Mark(double x, String text) implements Layer {}

  /// A tinted band from `from` to the right edge, with a text at its top.
  record Band(double from, String text) implements Layer {}

  /// Coloured cells over the whole picture.
  record Heat(HeatGrid grid) implements Layer {}

  /// Arrows on a grid.
  record Arrows(PlaneField field) implements Layer {}

  /// How a curve is decimated.
  enum Thinning {
    /// As a function of x.
    ALONG_X,
    /// As a path in the plane.
    ALONG_PATH
  }

  /// How a marker is filled.
  enum Fill {
    /// With its own colour.
    SOLID,
    /// With white.
    HOLLOW
  }
}
