package dev.odeon.cli.fault;

/// A fault that ends a command. The message is one clear sentence for the person at the shell; it
/// is printed without a stack trace.
public abstract class CommandException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /// @param exitCode the exit status that this fault leads to
  /// @param message one sentence that names the culprit and its value
  protected CommandException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /// @param exitCode the exit status that this fault leads to
  /// @param message one sentence that names the culprit and its value
  /// @param cause what was caught
  protected CommandException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /// The exit status that this fault leads to.
  public final ExitCode exitCode() {
    return exitCode;
  }
}
