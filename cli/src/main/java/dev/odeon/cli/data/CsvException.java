package dev.odeon.cli.data;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;

/// A fault in a data file; the message names the file and, where there is one, line, column and
/// cell.
public final class CsvException extends CommandException {
  private static final long serialVersionUID = 1L;

  /// @param message one sentence that begins with the file's name
  public CsvException(String message) {
    super(ExitCode.BAD_DATA, message);
  }
}
