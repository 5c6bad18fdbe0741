package dev.odeon.validation.jmh;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator;

/// Runs the benchmarks of this package. The code that drives them is generated from the compiled
/// classes just before, so that no annotation processor takes part in the build.
public final class Jmh {
  private Jmh() {}

  /// Runs benchmarks.
  ///
  /// @param arguments those of JMH: patterns of benchmarks, options
  public static void main(String[] arguments) throws Exception {
    Path here = Path.of(Jmh.class.getResource("").toURI());
    Path work = Files.createTempDirectory("odeon-jmh");
    Path copies = Files.createDirectories(work.resolve("in/dev/odeon/validation/jmh"));
    try (Stream<Path> files = Files.list(here)) {
      for (Path file : files.toList()) {
        Files.copy(file, copies.resolve(file.getFileName()));
      }
    }
    Path sources = Files.createDirectories(work.resolve("sources"));
    Path classes = Files.createDirectories(work.resolve("classes"));
    JmhBytecodeGenerator.main(
        new String[] {work.resolve("in").toString(), sources.toString(), classes.toString()});
    compile(sources, classes);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-cp",
                classes
                    + System.getProperty("path.separator")
                    + System.getProperty("java.class.path"),
                "org.openjdk.jmh.Main",
                "-prof",
                "gc"));
    command.addAll(List.of(arguments));
    System.exit(new ProcessBuilder(command).inheritIO().start().waitFor());
  }

  private static void compile(Path sources, Path classes) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()));
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(name -> name.endsWith(".java")).forEach(arguments::add);
    }
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    if (compiler.run(null, System.out, System.err, arguments.toArray(String[]::new)) != 0) {
      throw new IllegalStateException("what JMH generated does not compile");
    }
  }
}
