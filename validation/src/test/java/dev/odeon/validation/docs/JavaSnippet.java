package dev.odeon.validation.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// Java blocks of one page as one compilation unit.
///
/// Blocks that declare a type are taken as they are. Others are statements: they become the body of
/// a method. The packages below are imported, which pages leave out, unless the block has imports
/// itself. A block marked `continued` sees what the blocks before it declare.
final class JavaSnippet {
  private static final List<String> PACKAGES =
      List.of(
          "java.nio.file.*",
          "java.util.*",
          "dev.odeon.adjoint.*",
          "dev.odeon.adjoint.layer.*",
          "dev.odeon.gpu.driver.*",
          "dev.odeon.nn.ad.*",
          "dev.odeon.nn.backend.*",
          "dev.odeon.nn.backend.reference.*",
          "dev.odeon.nn.graph.*",
          "dev.odeon.nn.init.*",
          "dev.odeon.nn.layer.*",
          "dev.odeon.nn.loss.*",
          "dev.odeon.nn.optim.*",
          "dev.odeon.nn.params.*",
          "dev.odeon.nn.rewrite.*",
          "dev.odeon.nn.trace.*",
          "dev.odeon.nn.train.*",
          "dev.odeon.ode.*",
          "dev.odeon.ode.control.*",
          "dev.odeon.ode.hipparchus.*",
          "dev.odeon.ode.lanes.*",
          "dev.odeon.ode.method.*",
          "dev.odeon.ode.problem.*",
          "dev.odeon.ode.solution.*",
          "dev.odeon.plotting.*");

  private static final Pattern TYPE =
      Pattern.compile("(public |final |sealed )*(class|record|interface|enum) \\w.*");
  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("public (final )?(class|record|interface|enum) (\\w+).*");

  private final Path page;
  private final List<String> source = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();

  private JavaSnippet(Path page) {
    this.page = page;
  }

  /// The block as a source that compiles by itself, after those that it continues.
  static JavaSnippet of(List<CodeBlock> blocks) {
    JavaSnippet snippet = new JavaSnippet(blocks.getFirst().file());
    List<String> last = blocks.getLast().code();
    if (last.stream().noneMatch(line -> line.startsWith("import "))) {
      PACKAGES.forEach(name -> snippet.add("import " + name + ";", 0));
    }
    if (last.stream().anyMatch(line -> TYPE.matcher(line).matches())) {
      snippet.add(blocks.getLast());
    } else {
      snippet.add("final class Snippet { static void run() throws Exception {", 0);
      blocks.forEach(snippet::add);
      snippet.add("} }", 0);
    }
    return snippet;
  }

  private void add(CodeBlock block) {
    for (int i = 0; i < block.code().size(); i++) {
      add(block.code().get(i), block.line() + i);
    }
  }

  private void add(String text, int line) {
    source.add(text);
    lines.add(line);
  }

  /// What the compiler has against it, each with file and line; empty if it compiles.
  ///
  /// @param output folder for classes
  List<String> faults(Path output) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:deprecation",
              "-Werror",
              "-d",
              output.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      compiler
          .getTask(new StringWriter(), files, found, options, null, List.of(new Source(this)))
          .call();
    }
    return found.getDiagnostics().stream().map(this::place).toList();
  }

  private String place(Diagnostic<? extends JavaFileObject> fault) {
    int at = (int) fault.getLineNumber() - 1;
    int line = at >= 0 && at < lines.size() ? lines.get(at) : 0;
    return page + ":" + line + ": " + fault.getMessage(Locale.ROOT);
  }

  private String className() {
    return source.stream()
        .map(PUBLIC_TYPE::matcher)
        .filter(Matcher::matches)
        .map(matcher -> matcher.group(3))
        .findFirst()
        .orElse("Snippet");
  }

  private static final class Source extends SimpleJavaFileObject {
    private final JavaSnippet snippet;

    Source(JavaSnippet snippet) {
      super(URI.create("string:///" + snippet.className() + ".java"), Kind.SOURCE);
      this.snippet = snippet;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return String.join("\n", snippet.source);
    }
  }
}
