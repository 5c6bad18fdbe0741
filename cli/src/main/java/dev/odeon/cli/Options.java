package dev.odeon.cli;

import dev.odeon.cli.output.Console;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/// The options that several commands share.
final class Options {
  private static final String SET = "--set";
  private static final String DEVICE = "--device";
  private static final String JSON = "--json";
  private static final String QUIET = "--quiet";
  private static final String RESUME = "--resume";
  private static final String OUTPUT = "--output";

  private Options() {}

  static PositionalParamSpec file(String label, String description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  static OptionSpec set() {
    return OptionSpec.builder(SET)
        .arity("1")
        .paramLabel("key=value")
        .type(List.class)
        .auxiliaryTypes(String.class)
        .description("set a key of the fit file, such as seed=7; may be given several times")
        .build();
  }

  static OptionSpec device() {
    return OptionSpec.builder(DEVICE)
        .arity("1")
        .paramLabel("cpu|cuda|auto")
        .type(String.class)
        .description(
            "where to compute, as --set device=...; cuda:1 is another GPU than the first, auto is"
                + " the CPU where no GPU can be used")
        .build();
  }

  static OptionSpec json() {
    return flag(JSON, "print one JSON object on standard output");
  }

  static OptionSpec quiet() {
    return flag(QUIET, "print nothing but results asked for and errors");
  }

  static OptionSpec resume() {
    return flag(RESUME, "go on from the last checkpoint in the output folder");
  }

  static OptionSpec output(String label, String description) {
    return OptionSpec.builder(OUTPUT)
        .arity("1")
        .paramLabel(label)
        .type(String.class)
        .description(description)
        .build();
  }

  private static OptionSpec flag(String name, String description) {
    return OptionSpec.builder(name).arity("0").type(boolean.class).description(description).build();
  }

  static String subject(ParseResult arguments) {
    return arguments.matchedPositionalValue(0, "");
  }

  static Path path(ParseResult arguments) {
    return Path.of(subject(arguments));
  }

  static List<String> overrides(ParseResult arguments) {
    List<String> overrides = new ArrayList<>(arguments.matchedOptionValue(SET, List.of()));
    String device = arguments.matchedOptionValue(DEVICE, null);
    if (device != null) {
      overrides.add("device=" + device);
    }
    return overrides;
  }

  static boolean isJson(ParseResult arguments) {
    return arguments.hasMatchedOption(JSON);
  }

  static boolean isQuiet(ParseResult arguments) {
    return arguments.hasMatchedOption(QUIET);
  }

  /// Where lines for people go that are neither results nor errors.
  static Consumer<String> notes(ParseResult arguments, Console console) {
    return isQuiet(arguments) ? _ -> {} : console::note;
  }

  static boolean isResume(ParseResult arguments) {
    return arguments.hasMatchedOption(RESUME);
  }

  static Optional<String> output(ParseResult arguments) {
    return Optional.ofNullable(arguments.matchedOptionValue(OUTPUT, null));
  }
}
