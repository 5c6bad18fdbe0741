package dev.odeon.gpu.driver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A run of a class of the tests in a process of its own: for what a process can do only once.
///
/// @param exit its exit status
/// @param output standard output and standard error
record ForkedJava(int exit, String output) {
  static ForkedJava run(List<String> options, Path folder, String mainClass)
      throws IOException, InterruptedException {
    return run(options, Map.of(), folder, mainClass);
  }

  static ForkedJava run(
      List<String> options, Map<String, String> environment, Path folder, String mainClass)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:TieredStopAtLevel=1"));
    command.addAll(List.of("-cp", Objects.requireNonNull(System.getProperty("java.class.path"))));
    command.addAll(options);
    command.add(mainClass);
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new ForkedJava(process.waitFor(), output);
  }
}
