package dev.odeon.cli.output;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.function.Consumer;

/// A file that is written whole or not at all: a temporary file beside it is written, forced to
/// disk and moved into place. A device or a pipe is written to directly.
public final class OutputFile {
  private final Path path;

  /// A file at `path`, whether it is there or not.
  public OutputFile(Path path) {
    this.path = path;
  }

  /// Replaces the contents by `text`, in UTF-8.
  ///
  /// @throws OutputException if the file cannot be created (exit 73) or written (exit 74)
  public void write(String text) {
    write(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Replaces the contents by `bytes`.
  ///
  /// @throws OutputException if the file cannot be created (exit 73) or written (exit 74)
  public void write(byte[] bytes) {
    put(
        channel -> {
          ByteBuffer buffer = ByteBuffer.wrap(bytes);
          while (buffer.hasRemaining()) {
            channel.write(buffer);
          }
        });
  }

  private void put(Contents contents) {
    if (Files.isDirectory(path)) {
      throw OutputException.cannotCreate(path, new IOException("it is a folder"));
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      writeDirectly(contents);
    } else {
      replace(contents);
    }
  }

  /// Replaces the contents by the text that `body` writes, in UTF-8; text may be larger than
  /// memory.
  ///
  /// @throws OutputException if the file cannot be created (exit 73) or written (exit 74)
  public void write(Consumer<Writer> body) {
    put(
        channel -> {
          Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
          Writer buffered = new BufferedWriter(writer, 1 << 16);
          body.accept(buffered);
          buffered.flush();
        });
  }

  /// What fills a file.
  @FunctionalInterface
  private interface Contents {
    void writeTo(FileChannel channel) throws IOException;
  }

  private void writeDirectly(Contents contents) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      contents.writeTo(channel);
    } catch (IOException failure) {
      throw OutputException.writeFailed(path.toString(), failure);
    }
  }

  private void replace(Contents contents) {
    Path temporary = createTemporary();
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        contents.writeTo(channel);
        channel.force(true);
      }
      Files.move(
          temporary, target(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (UncheckedIOException failure) {
      discard(temporary, failure);
      throw OutputException.writeFailed(path.toString(), new IOException(failure));
    } catch (IOException failure) {
      discard(temporary, failure);
      throw OutputException.writeFailed(path.toString(), failure);
    } catch (RuntimeException | Error failure) {
      discard(temporary, failure);
      throw failure;
    }
  }

  /// Where a link leads, so that the link stays and its target is replaced.
  private Path target() throws IOException {
    return Files.isSymbolicLink(path) && Files.exists(path) ? path.toRealPath() : path;
  }

  private Path createTemporary() {
    try {
      Path folder = target().toAbsolutePath().getParent();
      String name = "." + path.getFileName() + "." + ProcessHandle.current().pid() + ".tmp";
      Path temporary = folder == null ? Path.of(name) : folder.resolve(name);
      Files.deleteIfExists(temporary);
      return Files.createFile(temporary);
    } catch (IOException failure) {
      throw OutputException.cannotCreate(path, failure);
    }
  }

  private static void discard(Path temporary, Throwable failure) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException second) {
      failure.addSuppressed(second);
    }
  }
}
