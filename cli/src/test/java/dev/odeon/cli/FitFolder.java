package dev.odeon.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.cli.fault.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A folder with a fit file and its data, fitted into the folder `out` in it.
///
/// @param path the folder
record FitFolder(Path path) {
  /// The examples that the tests run.
  static final Path EXAMPLES = Path.of("..", "examples");

  static FitFolder of(Path path, String fitFile, String data) throws IOException {
    Files.writeString(path.resolve("fit.yaml"), fitFile);
    Files.writeString(path.resolve("data.csv"), data);
    return new FitFolder(path);
  }

  String file() {
    return path.resolve("fit.yaml").toString();
  }

  Path output() {
    return path.resolve("out");
  }

  /// `odeon fit --json` of the fit file with `--set` of each of `settings`.
  CommandRun run(String... settings) {
    return CommandRun.of(arguments(path.resolve("fit.yaml"), output(), settings));
  }

  /// The report of a fit that must succeed.
  JsonTree fit(String... settings) {
    CommandRun run = run(settings);
    assertEquals(ExitCode.DONE, run.exit(), run.err());
    return run.json();
  }

  static String[] arguments(Path file, Path output, String... settings) {
    List<String> arguments =
        new ArrayList<>(List.of("fit", file.toString(), "--json", "--output", output.toString()));
    for (String setting : settings) {
      arguments.add("--set");
      arguments.add(setting);
    }
    return arguments.toArray(String[]::new);
  }
}
