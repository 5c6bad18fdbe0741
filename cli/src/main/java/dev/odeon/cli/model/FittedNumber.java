package dev.odeon.cli.model;

import dev.odeon.cli.fitfile.Bounds;
import dev.odeon.cli.fitfile.FitFileException;

/// A parameter or initial value that is fitted.
///
/// @param path its name in the parameter vector
/// @param start the value that the fit starts from
/// @param transform from a number without bounds
record FittedNumber(String path, double start, Transform transform) {
  static FittedNumber of(String path, double start, Bounds bounds) {
    if (start == bounds.min() || start == bounds.max()) {
      throw new FitFileException(
          "'%s': the start value %s lies on its bound; choose one between min and max"
              .formatted(path, start));
    }
    return new FittedNumber(path, start, Transform.of(bounds));
  }

  double freeStart() {
    return transform.toFree(start);
  }
}
