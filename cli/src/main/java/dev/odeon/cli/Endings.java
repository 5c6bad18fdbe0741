package dev.odeon.cli;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.Ending;

/// Turns the ending of a job into the ending of the command.
final class Endings {
  private Endings() {}

  static ExitCode announce(Ending ending, Console console) {
    if (!ending.sentence().isEmpty()) {
      console.note("odeon: " + ending.sentence());
    }
    return ending.exitCode();
  }
}
