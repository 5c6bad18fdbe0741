package dev.odeon.cli.fault;

/// A fault of the command line itself.
public final class UsageException extends CommandException {
  private static final long serialVersionUID = 1L;

  /// @param message one sentence that names the option and its value
  public UsageException(String message) {
    super(ExitCode.USAGE, message);
  }
}
