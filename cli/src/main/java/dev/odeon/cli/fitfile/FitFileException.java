package dev.odeon.cli.fitfile;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;

/// A fault in a fit file or in a `--set` override; the message names the key, its line and its
/// value.
public final class FitFileException extends CommandException {
  private static final long serialVersionUID = 1L;

  /// @param message one sentence
  public FitFileException(String message) {
    super(ExitCode.BAD_DATA, message);
  }
}
