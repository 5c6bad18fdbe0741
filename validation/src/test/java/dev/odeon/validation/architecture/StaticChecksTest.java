package dev.odeon.validation.architecture;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Plants faults and compiles them as the build compiles main code: each check must still find its
/// own.
final class StaticChecksTest {
  private static final Path MODULE = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  private static final Path ROOT = MODULE.getParent();
  private static final Path PLANTED = MODULE.resolve("src/test/resources/planted");

  @TempDir Path output;

  @Test
  void soundCodeCompiles() throws Exception {
    Compilation sound = compile("Sound.java");
    assertEquals(0, sound.exitCode(), sound.messages());
  }

  @Test
  void everyPlantedFaultStopsTheBuild() throws Exception {
    Compilation faults =
        compile("NullDereference.java", "NullInGeneric.java", "LostException.java");
    assertNotEquals(0, faults.exitCode(), "the planted faults compiled");
    assertAll(
        () -> assertFound(faults, "NullDereference", "NullAway", "NullAway is off"),
        () -> assertFound(faults, "NullInGeneric", "NullAway", "NullAway's JSpecify mode is off"),
        () -> assertFound(faults, "LostException", "DeadException", "Error Prone is off"));
  }

  @Test
  void everyErrorProneWarningStopsTheBuild() throws Exception {
    Compilation warning = compile("IntegerDivision.java");
    assertNotEquals(0, warning.exitCode(), "-Werror is off: " + warning.messages());
    assertFound(warning, "IntegerDivision", "NarrowCalculation", "Error Prone is off");
  }

  @Test
  void everyLintWarningStopsTheBuild() throws Exception {
    Compilation warning = compile("RawType.java");
    assertNotEquals(0, warning.exitCode(), "-Werror is off: " + warning.messages());
    assertFound(warning, "RawType", "rawtypes", "-Xlint:all is off");
  }

  @Test
  void noModuleSetsItsOwnCompilerArguments() throws IOException {
    List<Path> poms;
    try (Stream<Path> modules = Files.list(ROOT)) {
      poms = modules.map(module -> module.resolve("pom.xml")).filter(Files::exists).toList();
    }
    assertTrue(poms.size() >= 8, "expected the pom of each module below " + ROOT + ": " + poms);
    for (Path pom : poms) {
      assertFalse(
          Files.readString(pom).contains("maven-compiler-plugin"),
          pom + " configures the compiler; the parent pom alone decides which checks run");
    }
  }

  private static void assertFound(
      Compilation compilation, String source, String check, String otherwise) {
    Pattern finding = Pattern.compile(source + "\\.java:\\d+: \\S+ \\[" + check + "]");
    assertTrue(
        finding.matcher(compilation.messages()).find(),
        otherwise + ": nothing like " + finding + " in\n" + compilation.messages());
  }

  /// What `javac` answered.
  private record Compilation(int exitCode, String messages) {}

  private Compilation compile(String... sources) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
    command.addAll(CompilerSettings.of(ROOT.resolve("pom.xml")).mainArguments());
    String classPath = System.getProperty("java.class.path");
    command.addAll(List.of("-proc:none", "-processorpath", classPath, "-classpath", classPath));
    command.addAll(List.of("-d", output.toString()));
    Arrays.stream(sources).map(name -> PLANTED.resolve(name).toString()).forEach(command::add);
    Process javac = new ProcessBuilder(command).redirectErrorStream(true).start();
    String messages = new String(javac.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Compilation(javac.waitFor(), messages);
  }
}
