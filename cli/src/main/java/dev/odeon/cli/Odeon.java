package dev.odeon.cli;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fault.Suggestion;
import dev.odeon.cli.output.Console;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// The `odeon` command as an object: reads arguments, runs a subcommand, and turns every fault into
/// one sentence on standard error and an [ExitCode].
public final class Odeon {
  private final List<Command> commands;
  private final Console console;
  private final boolean debug;

  /// @param commands the subcommands
  /// @param console where results and errors go
  /// @param environment environment variables; `ODEON_DEBUG=1` adds stack traces to errors
  public Odeon(List<Command> commands, Console console, Map<String, String> environment) {
    this.commands = List.copyOf(commands);
    this.console = console;
    this.debug = "1".equals(environment.get("ODEON_DEBUG"));
  }

  /// Runs the command line `arguments`; never throws.
  public ExitCode run(String... arguments) {
    try {
      return dispatch(arguments);
    } catch (ParameterException fault) {
      return fail(ExitCode.USAGE, usageMessage(fault), fault);
    } catch (CommandException fault) {
      return fail(fault.exitCode(), String.valueOf(fault.getMessage()), fault);
    } catch (OutOfMemoryError fault) {
      return fail(ExitCode.INTERNAL, "out of memory; give Java more with -Xmx", fault);
    } catch (Throwable fault) {
      return fail(
          ExitCode.INTERNAL, "internal error: " + fault + "; ODEON_DEBUG=1 shows where", fault);
    }
  }

  private ExitCode dispatch(String... arguments) {
    Map<String, Command> byName = new LinkedHashMap<>();
    CommandLine line = new CommandLine(root());
    for (Command command : commands) {
      CommandSpec spec = command.spec().mixinStandardHelpOptions(true);
      byName.put(spec.name(), command);
      line.addSubcommand(spec.name(), new CommandLine(spec));
    }
    ParseResult result = line.parseArgs(arguments);
    if (printHelp(result)) {
      return ExitCode.DONE;
    }
    ParseResult chosen = result.subcommand();
    Command command = chosen == null ? null : byName.get(chosen.commandSpec().name());
    if (chosen == null || command == null) {
      throw new ParameterException(
          line, "a command is missing; there are " + String.join(", ", byName.keySet()));
    }
    return command.run(chosen, console);
  }

  private static CommandSpec root() {
    CommandSpec root = CommandSpec.create().name("odeon").mixinStandardHelpOptions(true);
    root.usageMessage()
        .description("Solves and fits differential equations.")
        .footer(
            "%nStart with: odeon fit examples/lynx-hare/fit.yaml%n",
            "Exit status: 0 done, 64 wrong command line, 65 wrong data or fit file,",
            "70 internal error, 73 or 74 cannot write, 75 solver or optimiser gave up,",
            "130 interrupted.");
    String version = Odeon.class.getPackage().getImplementationVersion();
    return root.version("odeon " + (version == null ? "development build" : version));
  }

  private boolean printHelp(ParseResult result) {
    for (CommandLine line : result.asCommandLineList()) {
      if (line.isUsageHelpRequested()) {
        console.result(line.getUsageMessage());
        return true;
      }
      if (line.isVersionHelpRequested()) {
        console.result(root().version()[0] + "\n");
        return true;
      }
    }
    return false;
  }

  private static String usageMessage(ParameterException fault) {
    String command = fault.getCommandLine().getCommandSpec().qualifiedName();
    String message =
        fault instanceof UnmatchedArgumentException unmatched
            ? unmatchedMessage(unmatched)
            : String.valueOf(fault.getMessage());
    return "%s (see %s --help)".formatted(message.strip().replaceAll("\\s+", " "), command);
  }

  private static String unmatchedMessage(UnmatchedArgumentException fault) {
    String argument = fault.getUnmatched().getFirst();
    CommandSpec spec = fault.getCommandLine().getCommandSpec();
    if (argument.startsWith("-")) {
      return "unknown option '%s'%s"
          .formatted(argument, Suggestion.ending(argument, spec.optionsMap().keySet()));
    }
    return spec.subcommands().isEmpty()
        ? "there is one argument too many: '" + argument + "'"
        : "unknown command '%s'%s"
            .formatted(argument, Suggestion.ending(argument, spec.subcommands().keySet()));
  }

  private ExitCode fail(ExitCode code, String message, Throwable fault) {
    console.note("odeon: " + message);
    if (debug) {
      fault.printStackTrace(console.err());
    }
    return code;
  }
}
