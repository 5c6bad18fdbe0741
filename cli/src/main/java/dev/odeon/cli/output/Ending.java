package dev.odeon.cli.output;

import dev.odeon.cli.fault.ExitCode;

/// How a fit or a solution ended.
///
/// @param outcome one word for programs, such as `done` or `max_steps`
/// @param sentence what happened and what to change, for people; empty if all went well
/// @param exitCode the exit status that it leads to
public record Ending(String outcome, String sentence, ExitCode exitCode) {
  /// All went well.
  public static final Ending DONE = new Ending("done", "", ExitCode.DONE);

  /// The solver or the optimiser gave up; there is a partial result.
  public static Ending gaveUp(String outcome, String sentence) {
    return new Ending(outcome, sentence, ExitCode.GAVE_UP);
  }

  /// Ctrl-C; what was reached is kept.
  public static Ending interrupted(String sentence) {
    return new Ending("interrupted", sentence, ExitCode.INTERRUPTED);
  }
}
