package dev.odeon.validation.docs;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
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
          "java.time.*",
          "java.util.*",
          "java.util.function.*",
          "org.hipparchus.ode.*",
          "dev.odeon.adjoint.*",
          "dev.odeon.adjoint.control.*",
          "dev.odeon.adjoint.estimate.*",
          "dev.odeon.adjoint.fit.*",
          "dev.odeon.adjoint.layer.*",
          "dev.odeon.gpu.driver.*",
          "dev.odeon.nn.ad.*",
          "dev.odeon.nn.backend.*",
          "dev.odeon.nn.backend.reference.ReferenceBackend",
          "dev.odeon.nn.graph.*",
          "dev.odeon.nn.init.*",
          "dev.odeon.nn.layer.*",
          "dev.odeon.nn.loss.*",
          "dev.odeon.nn.optim.*",
          "dev.odeon.nn.params.*",
          "dev.odeon.nn.path.*",
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

  private final CodeBlock block;
  private final List<String> source = new ArrayList<>();
  private final List<Integer> lines = new ArrayList<>();

  private JavaSnippet(CodeBlock block) {
    this.block = block;
  }

  /// The last of `blocks` as a source that compiles by itself, after those that it continues.
  static JavaSnippet of(List<CodeBlock> blocks) {
    JavaSnippet snippet = new JavaSnippet(blocks.getLast());
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

  /// The block.
  CodeBlock block() {
    return block;
  }

  private void add(CodeBlock code) {
    for (int i = 0; i < code.code().size(); i++) {
      add(code.code().get(i), code.line() + i);
    }
  }

  private void add(String text, int line) {
    source.add(text);
    lines.add(line);
  }

  /// What the compiler has against each of `snippets`, each fault with file and line; an empty list
  /// for one that compiles. All are compiled at once, each in a package of its own: starting the
  /// compiler takes most of the time.
  ///
  /// @param output folder for classes
  static Map<CodeBlock, List<String>> faults(List<JavaSnippet> snippets, Path output)
      throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<Source> sources = new ArrayList<>();
    Map<CodeBlock, List<String>> faults = new LinkedHashMap<>();
    for (JavaSnippet snippet : snippets) {
      sources.add(new Source(snippet, "block" + sources.size()));
      faults.put(snippet.block, new ArrayList<>());
    }
    try (StandardJavaFileManager files = compiler.getStandardFileManager(found, null, null)) {
      List<String> options =
          List.of(
              "-proc:none",
              "-Xlint:deprecation",
              "-Werror",
              "--should-stop=ifError=FLOW",
              "-d",
              output.toString(),
              "-cp",
              System.getProperty("java.class.path"));
      compiler.getTask(new StringWriter(), files, found, options, null, sources).call();
    }
    for (Diagnostic<? extends JavaFileObject> fault : found.getDiagnostics()) {
      if (fault.getSource() instanceof Source source) {
        List<String> ofBlock = Objects.requireNonNull(faults.get(source.snippet.block));
        ofBlock.add(source.snippet.place(fault));
      } else {
        throw new IllegalStateException(fault.toString());
      }
    }
    return faults;
  }

  private String place(Diagnostic<? extends JavaFileObject> fault) {
    int at = (int) fault.getLineNumber() - 1;
    int line = at >= 0 && at < lines.size() ? lines.get(at) : 0;
    return block.file() + ":" + line + ": " + fault.getMessage(Locale.ROOT);
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

    private final String packageName;

    Source(JavaSnippet snippet, String packageName) {
      super(
          URI.create("string:///" + packageName + "/" + snippet.className() + ".java"),
          Kind.SOURCE);
      this.snippet = snippet;
      this.packageName = packageName;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return "package " + packageName + "; " + String.join("\n", snippet.source);
    }
  }
}
