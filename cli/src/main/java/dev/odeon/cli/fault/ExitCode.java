package dev.odeon.cli.fault;

/// The exit status of the `odeon` command. The numbers are those of BSD `sysexits.h`, and 128 +
/// SIGINT for an interrupted run.
public enum ExitCode {
  /// The command did what was asked.
  DONE(0),
  /// The command line is wrong.
  USAGE(64),
  /// The data or the fit file is wrong.
  BAD_DATA(65),
  /// A defect of Odeon itself.
  INTERNAL(70),
  /// An output file or folder cannot be created.
  CANNOT_CREATE(73),
  /// Writing an output file failed half-way.
  WRITE_FAILED(74),
  /// The solver or the optimiser gave up; the partial result is written.
  GAVE_UP(75),
  /// Ctrl-C; the checkpoint is written.
  INTERRUPTED(130);

  private final int status;

  ExitCode(int status) {
    this.status = status;
  }

  /// The number that the process ends with.
  public int status() {
    return status;
  }
}
