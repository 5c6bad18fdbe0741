package dev.odeon.cli.fitfile;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/// Reads a path of the fit file.
final class FilePath {
  private FilePath() {}

  static Path read(Located value, Path folder) {
    try {
      return folder.resolve(value.text());
    } catch (InvalidPathException fault) {
      throw value.fault("is not a path: " + fault.getReason());
    }
  }
}
