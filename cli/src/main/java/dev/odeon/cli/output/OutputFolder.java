package dev.odeon.cli.output;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The folder that the results of a fit go into.
public final class OutputFolder {
  private final Path path;

  private OutputFolder(Path path) {
    this.path = path;
  }

  /// Makes the folder, with those above it, and tries whether files can be made in it; so that a
  /// long fit does not find out at its end.
  ///
  /// @throws OutputException if not (exit 73)
  public static OutputFolder prepare(Path path) {
    try {
      Files.createDirectories(path);
      Files.delete(Files.createTempFile(path, ".odeon", ".tmp"));
    } catch (IOException failure) {
      throw OutputException.cannotCreate(path, failure);
    }
    return new OutputFolder(path);
  }

  /// Makes sure that no folder stands where one of the files is to be written.
  ///
  /// @throws OutputException if one does (exit 73)
  public void requireFiles(List<String> names) {
    for (String name : names) {
      if (Files.isDirectory(path.resolve(name))) {
        throw OutputException.cannotCreate(path.resolve(name), new IOException("it is a folder"));
      }
    }
  }

  /// The folder.
  public Path path() {
    return path;
  }

  /// A file in the folder.
  public OutputFile file(String name) {
    return new OutputFile(path.resolve(name));
  }
}
