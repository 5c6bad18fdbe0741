package dev.odeon.cli;

import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.output.Console;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// A subcommand of `odeon`. Options are described by picocli's programmatic model, which starts
/// twice as fast as its annotations.
public interface Command {
  /// Name, options and parameters; a new one at each call.
  CommandSpec spec();

  /// Does the work.
  ///
  /// @param arguments the options and parameters given
  /// @param console where results and notes go
  /// @throws dev.odeon.cli.fault.CommandException if it cannot be done
  ExitCode run(ParseResult arguments, Console console);
}
