package dev.odeon.plotting;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// A file that is replaced in one move, so that no reader sees half of it.
///
/// @param file as the caller named it, for messages
/// @param folder where the file is to be
record WholeFile(Path file, Path folder) {
  /// Looks at the place before any work is done for it.
  static WholeFile at(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw failure(file, "the folder " + folder + " does not exist");
    }
    if (Files.isDirectory(file)) {
      throw failure(file, "it is a folder");
    }
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      throw failure(file, "it is not a regular file");
    }
    if (!Files.isWritable(folder)) {
      throw failure(file, "the folder " + folder + " is not writable");
    }
    return new WholeFile(file, folder);
  }

  void write(byte[] content) throws IOException {
    Path part = folder.resolve("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
    try {
      Files.write(part, content, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      IOException named = failure(file, reason(e));
      named.initCause(e);
      throw named;
    }
  }

  private static String reason(IOException e) {
    String message = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }

  private static IOException failure(Path file, String reason) {
    return new IOException("cannot write picture " + file + ": " + reason);
  }
}
