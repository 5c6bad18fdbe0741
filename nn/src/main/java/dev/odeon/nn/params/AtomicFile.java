package dev.odeon.nn.params;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/// Replaces files as a whole or not at all: after a crash at any moment the old or the new content
/// is there.
///
/// The content goes to a temporary file in the same folder, is forced to the disk, and takes the
/// target's name by an atomic rename, which is forced as well. A symbolic link is followed: its
/// target is replaced. A crash can leave a temporary file `.<name>.<random>.tmp` behind. An
/// interrupt neither disturbs a write nor is lost.
public final class AtomicFile {
  private AtomicFile() {}

  /// Produces a file's content.
  @FunctionalInterface
  public interface Content {
    /// Writes everything to `out`.
    void writeTo(OutputStream out) throws IOException;
  }

  /// Replaces or creates `target`.
  ///
  /// @throws IOException if that fails; the message names `target`, what it held is intact, no
  ///   temporary file remains
  public static void write(Path target, Content content) throws IOException {
    boolean interrupted = Thread.interrupted();
    try {
      replace(target, content);
    } catch (IOException e) {
      throw new IOException("cannot write " + target + ": " + reason(e), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /// Checks, before long work, that [#write] to `target` has a chance: its folder takes new files,
  /// and it is a regular file or does not exist. A temporary file is created and removed.
  ///
  /// @throws IllegalArgumentException if not; the message names the path
  public static void requireWritable(Path target) {
    try {
      Path temporary = temporary(resolved(target));
      Files.createFile(temporary);
      Files.delete(temporary);
    } catch (IOException e) {
      throw new IllegalArgumentException("cannot write " + target + ": " + reason(e), e);
    }
  }

  private static void replace(Path target, Content content) throws IOException {
    Path real = resolved(target);
    Path temporary = temporary(real);
    try {
      try (FileOutputStream file = new FileOutputStream(temporary.toFile());
          OutputStream out = new BufferedOutputStream(file, 1 << 16)) {
        content.writeTo(out);
        out.flush();
        file.getFD().sync();
      }
      Files.move(temporary, real, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | RuntimeException | Error e) {
      Files.deleteIfExists(temporary);
      throw e;
    }
    syncFolder(folder(real));
  }

  private static Path resolved(Path target) throws IOException {
    if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
      Path folder = folder(target.toAbsolutePath());
      if (!Files.isDirectory(folder)) {
        throw new IOException("folder " + folder + " does not exist");
      }
      return target.toAbsolutePath();
    }
    if (!Files.isRegularFile(target)) {
      throw new IOException(
          Files.isDirectory(target) ? "it is a folder" : "it is not a regular file");
    }
    return target.toRealPath();
  }

  private static Path folder(Path absolute) {
    Path parent = absolute.getParent();
    return parent == null ? absolute : parent;
  }

  private static Path temporary(Path target) {
    return target.resolveSibling("." + target.getFileName() + "." + UUID.randomUUID() + ".tmp");
  }

  private static void syncFolder(Path folder) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Some systems (Windows) cannot open folders; their renames need no such step.
      return;
    }
    try (channel) {
      channel.force(true);
    } catch (ClosedByInterruptException e) {
      Thread.interrupted();
      try {
        syncFolder(folder);
      } finally {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage();
    return message == null ? e.getClass().getSimpleName() : message;
  }
}
