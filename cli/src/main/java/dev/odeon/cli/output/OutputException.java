package dev.odeon.cli.output;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// An output file or folder that cannot be created or written; the message names it.
public final class OutputException extends CommandException {
  private static final long serialVersionUID = 1L;

  private OutputException(ExitCode exitCode, String message, IOException cause) {
    super(exitCode, message, cause);
  }

  /// Nothing was written, because `path` cannot be created.
  public static OutputException cannotCreate(Path path, IOException cause) {
    return new OutputException(
        ExitCode.CANNOT_CREATE, "cannot create " + path + ": " + reason(cause), cause);
  }

  /// Writing `target` failed half-way; an older file is as it was.
  public static OutputException writeFailed(String target, IOException cause) {
    String reason = reason(cause);
    String message =
        reason.startsWith("cannot ") ? reason : "cannot write " + target + ": " + reason;
    return new OutputException(ExitCode.WRITE_FAILED, message, cause);
  }

  private static String reason(IOException cause) {
    return switch (cause) {
      case AccessDeniedException _ -> "permission denied";
      case FileAlreadyExistsException _ -> "there is a file in the way";
      case NoSuchFileException _ -> "the folder does not exist";
      default -> String.valueOf(cause.getMessage());
    };
  }
}
