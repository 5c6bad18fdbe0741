package dev.odeon.nn.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Keeps every other run, of this and of other processes, off a checkpoint path until closed.
///
/// The lock is on `<path>.lock`, which stays behind: deleting it could let two runs lock two files
/// of one name.
final class CheckpointLock implements AutoCloseable {
  private final FileChannel channel;

  private CheckpointLock(FileChannel channel) {
    this.channel = channel;
  }

  /// Takes the lock, or fails at once.
  ///
  /// @throws IllegalStateException if another run holds it
  static CheckpointLock acquire(Path checkpoint) {
    boolean interrupted = Thread.interrupted();
    try {
      return take(checkpoint);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot lock " + checkpoint, e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static CheckpointLock take(Path checkpoint) throws IOException {
    Path path = checkpoint.resolveSibling(checkpoint.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      FileLock lock = channel.tryLock();
      locked = lock != null;
    } catch (OverlappingFileLockException e) {
      locked = false;
    } finally {
      if (!locked) {
        channel.close();
      }
    }
    if (!locked) {
      throw new IllegalStateException("checkpoint " + checkpoint + " is in use by another run");
    }
    return new CheckpointLock(channel);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unlock a checkpoint", e);
    }
  }
}
