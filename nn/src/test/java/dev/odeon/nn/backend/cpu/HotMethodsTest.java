package dev.odeon.nn.backend.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// HotSpot's optimising compiler takes every method that this backend generates: none is too long
/// for it, and those that run often reach its tier, number 4.
///
/// The graphs run in a JVM of their own that prints what it compiles and keeps the class files of
/// hidden classes.
class HotMethodsTest {
  /// HotSpot compiles no method of more bytecodes, unless told to (`-XX:-DontCompileHugeMethods`).
  private static final int LONGEST = 8000;

  private static final Pattern COMPILED =
      Pattern.compile(
          "^\\s*\\d+\\s+\\d+ [ %sb!n]{5}\\s*(\\d)\\s+dev\\.odeon\\.nn\\.backend\\.cpu\\.Compiled[./]"
              + "(0x\\w+)::(\\w+) .*\\((\\d+) bytes\\).*");

  @TempDir Path scratch;

  private Process start(int equations, String form) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules",
                "jdk.incubator.vector",
                "-XX:+PrintCompilation",
                "-Djdk.invoke.MethodHandle.dumpClassFiles=true",
                "-cp",
                ManagementFactory.getRuntimeMXBean().getClassPath(),
                HotGraph.class.getName(),
                String.valueOf(equations),
                form));
    return new ProcessBuilder(command)
        .directory(scratch.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /// The number of bytecodes of each method of each generated class.
  private Map<String, Integer> sizes() throws IOException {
    Map<String, Integer> sizes = new TreeMap<>();
    Path folder = scratch.resolve("DUMP_CLASS_FILES/dev/odeon/nn/backend/cpu");
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(f -> f.getFileName().toString().startsWith("Comp")).toList()) {
        for (MethodModel method : ClassFile.of().parse(file).methods()) {
          int size = method.code().map(code -> ((CodeAttribute) code).codeLength()).orElse(0);
          String name = file.getFileName().toString().replaceAll("^Compiled\\.|\\.class$", "");
          sizes.put(name + "::" + method.methodName().stringValue(), size);
        }
      }
    }
    return sizes;
  }

  private void noneIsTooLong(int leastClasses) throws IOException {
    Map<String, Integer> sizes = sizes();
    long classes = sizes.keySet().stream().filter(name -> name.endsWith("::scalar")).count();
    assertTrue(classes >= leastClasses, "only " + classes + " classes were kept: " + sizes);
    sizes.forEach(
        (name, size) -> assertTrue(size <= LONGEST, name + " has " + size + " bytecodes"));
  }

  @Test
  void nothingOfALargeGraphIsTooLongToBeCompiled() throws IOException, InterruptedException {
    Process process = start(20_000, "none");
    try (BufferedReader lines = process.inputReader()) {
      List<String> all = lines.readAllLines();
      assertEquals(0, process.waitFor(), () -> String.join("\n", all));
    }
    noneIsTooLong(98);
  }

  @Test
  void hotScalarMethodsAreCompiled() throws IOException {
    Set<String> done = optimised(3_000, "scalar", 28, "calar");
    assertEquals(classes(sizes().keySet()), classes(done));
    noneIsTooLong(28);
  }

  /// All kernels but that of the shared equations, which has too few numbers for a vector.
  @Test
  void hotVectorMethodsAreCompiled() throws IOException {
    Set<String> all = classes(optimised(100, "chosen", 3, "vector"));
    assertEquals(classes(sizes().keySet()).size() - 1, all.size(), "compiled: " + all);
  }

  private static Set<String> classes(Set<String> methods) {
    Set<String> classes = new TreeSet<>();
    methods.forEach(method -> classes.add(method.replaceAll("::.*", "")));
    return classes;
  }

  /// The methods that the optimising compiler took, when it has taken all that were compiled at
  /// all, and so many whose names end in `ending`.
  private Set<String> optimised(int equations, String form, int least, String ending)
      throws IOException {
    Process process = start(equations, form);
    Set<String> begun = new TreeSet<>();
    Set<String> done = new TreeSet<>();
    try (BufferedReader lines = process.inputReader()) {
      while (begun.size() > done.size() || count(done, ending) < least) {
        String line = lines.readLine();
        if (line == null) {
          begun.removeAll(done);
          return fail("after a minute not taken by the optimising compiler: " + begun);
        }
        Matcher compiled = COMPILED.matcher(line);
        if (compiled.matches()) {
          String method = compiled.group(2) + "::" + compiled.group(3);
          begun.add(method);
          if (compiled.group(1).equals("4") && !line.contains("made not entrant")) {
            done.add(method);
          }
        }
      }
      done.removeIf(method -> !method.endsWith(ending));
      return done;
    } finally {
      process.destroyForcibly();
    }
  }

  private static long count(Set<String> methods, String ending) {
    return methods.stream().filter(method -> method.endsWith(ending)).count();
  }
}
