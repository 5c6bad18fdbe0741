package dev.odeon.cli;

import dev.odeon.cli.engine.PtxListing;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.cli.output.Console;
import dev.odeon.cli.output.JsonText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/// `odeon info SUBJECT`: says what a file contains, or what this machine offers.
public final class InfoCommand implements Command {
  private static final String PTX = "--ptx";

  private final List<InfoSource> sources;

  /// @param sources asked in order; the last takes every subject
  public InfoCommand(List<InfoSource> sources) {
    this.sources = List.copyOf(sources);
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec = CommandSpec.create().name("info");
    spec.usageMessage()
        .description("Says what a fit file or a model contains, or what this machine offers.");
    return spec.addPositional(
            Options.file("SUBJECT", "a fit file, a .safetensors file, or the word devices"))
        .addOption(
            OptionSpec.builder(PTX)
                .arity("0")
                .type(boolean.class)
                .description("print the code for GPUs that solves a fit file's equations")
                .build())
        .addOption(Options.set())
        .addOption(Options.json());
  }

  @Override
  public ExitCode run(ParseResult arguments, Console console) {
    if (arguments.hasMatchedOption(PTX)) {
      FitFile file = FitFileReader.read(Options.path(arguments), Options.overrides(arguments));
      String ptx = new PtxListing(file, DataLoader.times(file)).text();
      console.result(Options.isJson(arguments) ? JsonText.of(Map.of("ptx", ptx)) : ptx);
      return ExitCode.DONE;
    }
    Map<String, String> lines = about(Options.subject(arguments), Options.overrides(arguments));
    console.result(Options.isJson(arguments) ? JsonText.of(lines) : text(lines));
    return ExitCode.DONE;
  }

  private Map<String, String> about(String subject, List<String> overrides) {
    return sources.stream()
        .map(source -> source.about(subject, overrides))
        .flatMap(Optional::stream)
        .findFirst()
        .orElse(Map.of());
  }

  private static String text(Map<String, String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(
        (label, line) -> text.append(String.format(Locale.ROOT, "%-20s %s\n", label, line)));
    return text.toString();
  }
}
