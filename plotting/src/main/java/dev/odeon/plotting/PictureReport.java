package dev.odeon.plotting;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What was written.
///
/// @param file the picture
/// @param series one report a series, in drawing order
public record PictureReport(Path file, List<SeriesReport> series) {
  /// Copies the list.
  public PictureReport {
    series = List.copyOf(series);
  }

  /// Sentences about what the picture does not show; empty if all is well.
  public List<String> remarks() {
    return series.stream().map(SeriesReport::remark).flatMap(Optional::stream).toList();
  }
}
