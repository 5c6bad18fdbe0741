package dev.odeon.cli.fitfile;

/// A fault at some place of a fit file; [FitFileReader] adds the name of the file.
final class ItemFault extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// A fault whose message names its place already.
  ItemFault(String message) {
    super(message);
  }

  /// A fault of a named key, formula or section.
  ItemFault(String what, Place place, String message) {
    super(
        switch (place) {
          case Place.Implied _ -> what + ": " + message;
          case Place.InFile _, Place.InOverride _ -> what + " " + place.describe() + ": " + message;
        });
  }

  /// A fault of the text at a place.
  ItemFault(Place place, String message) {
    super(
        switch (place) {
          case Place.InFile file -> "line " + file.line() + ": " + message;
          case Place.InOverride _ -> message;
          case Place.Implied _ -> message;
        });
  }
}
