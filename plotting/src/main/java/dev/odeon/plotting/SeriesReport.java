package dev.odeon.plotting;

import java.util.Optional;

/// What became of one series in a picture.
///
/// @param series its name
/// @param points how many points it has
/// @param drawn how many points the picture holds, after decimation
/// @param gaps how many points cannot be drawn: NaN, infinite, beyond 1e100 in size, or not
///   positive on a logarithmic axis
public record SeriesReport(String series, int points, int drawn, int gaps) {
  /// A sentence about what the picture does not show, empty if it shows every value there is.
  public Optional<String> remark() {
    if (points == 0) {
      return Optional.of("series '" + series + "' is empty and was left out");
    }
    if (gaps == points) {
      return Optional.of("series '" + series + "' has no value that can be drawn and was left out");
    }
    if (gaps > 0) {
      return Optional.of(
          "series '%s': %d of %d values cannot be drawn and are gaps"
              .formatted(series, gaps, points));
    }
    return Optional.empty();
  }
}
