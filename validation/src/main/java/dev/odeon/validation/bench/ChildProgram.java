package dev.odeon.validation.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A program of its own that prints one line, started with the vector module and the classes of
/// this one.
///
/// @param main the class that is started
/// @param arguments of it
record ChildProgram(Class<?> main, List<String> arguments) {
  ChildProgram {
    arguments = List.copyOf(arguments);
  }

  static ChildProgram of(Class<?> main, String... arguments) {
    return new ChildProgram(main, List.of(arguments));
  }

  /// The line that it prints.
  String line() {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    command.addAll(arguments);
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      try (BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        String line = reader.readLine();
        if (line == null) {
          throw new IllegalStateException(main.getSimpleName() + " printed nothing");
        }
        return line.strip();
      } finally {
        process.destroy();
      }
    } catch (IOException e) {
      throw new IllegalStateException("a program of its own cannot be started", e);
    }
  }

  /// Seconds from its start until it prints its line, the median of `runs` runs.
  Timing timed(int runs) {
    double[] seconds = new double[runs];
    for (int run = 0; run < runs; run++) {
      long start = System.nanoTime();
      line();
      seconds[run] = (System.nanoTime() - start) * 1e-9;
    }
    Arrays.sort(seconds);
    return new Timing(seconds[runs / 2], seconds[0], seconds[runs - 1]);
  }
}
