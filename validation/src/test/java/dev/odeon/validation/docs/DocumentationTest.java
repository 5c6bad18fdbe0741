package dev.odeon.validation.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.fitfile.FitFileReader;
import dev.odeon.nn.graph.GraphParseException;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.GraphPrinter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Every code block of the README and of `docs`: Java compiles, fit files are read, graphs parse.
final class DocumentationTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]+)(#[^)]*)?\\)");
  private static final Pattern WHOLE = Pattern.compile("(?m)^states:");

  private static List<Page> pages = List.of();

  @TempDir Path scratch;

  @BeforeAll
  static void readThePages() throws IOException {
    pages = Page.all(ROOT);
  }

  private static List<CodeBlock> blocks(String language, String word) {
    return pages.stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.is(language, word))
        .toList();
  }

  @Test
  void thereIsSomethingToCheck() {
    assertTrue(pages.size() >= 15, "pages found below " + ROOT + ": " + pages.size());
    assertTrue(blocks("java", "").size() >= 25, "Java blocks: " + blocks("java", ""));
    assertTrue(blocks("yaml", "").size() >= 8, "fit-file blocks: " + blocks("yaml", ""));
    assertTrue(blocks("text", "graph").size() >= 2, "graphs: " + blocks("text", "graph"));
  }

  @TestFactory
  Stream<DynamicTest> javaCompiles() throws IOException {
    List<JavaSnippet> snippets = pages.stream().flatMap(page -> snippets(page).stream()).toList();
    Map<CodeBlock, List<String>> faults = JavaSnippet.faults(snippets, scratch);
    return faults.entrySet().stream()
        .map(
            block ->
                dynamicTest(
                    block.getKey().toString(),
                    () -> assertEquals(List.of(), block.getValue(), "what javac says")));
  }

  private static List<JavaSnippet> snippets(Page page) {
    List<JavaSnippet> snippets = new ArrayList<>();
    List<CodeBlock> chain = new ArrayList<>();
    for (CodeBlock block : page.blocks()) {
      if (block.is("java", "")) {
        if (!block.is("java", "continued")) {
          chain.clear();
        }
        chain.add(block);
        snippets.add(JavaSnippet.of(List.copyOf(chain)));
      }
    }
    return snippets;
  }

  @Test
  void aFaultIsFoundAndPlaced() throws IOException {
    List<String> lines =
        List.of(
            "```java", "int i = 1;", "```", "```java continued", "int j = i;", "int k = l;", "```");
    List<JavaSnippet> snippets = snippets(Page.of(Path.of("page.md"), lines));
    List<List<String>> faults = List.copyOf(JavaSnippet.faults(snippets, scratch).values());
    assertEquals(List.of(), faults.getFirst(), "a sound block was refused");
    assertEquals(1, faults.getLast().size(), faults.toString());
    String fault = faults.getLast().getFirst();
    assertTrue(fault.startsWith("page.md:6: cannot find symbol"), fault);
  }

  @TestFactory
  Stream<DynamicTest> fitFilesAreRead() {
    return blocks("yaml", "").stream()
        .map(block -> dynamicTest(block.toString(), () -> readFitFile(block)));
  }

  private void readFitFile(CodeBlock block) throws IOException {
    String text = block.text();
    if (!WHOLE.matcher(text).find()) {
      text = FitFilePart.complete(text, ROOT.resolve("examples/lynx-hare/fit.yaml"));
    }
    Path file = Files.writeString(scratch.resolve("fit.yaml"), text);
    try {
      FitFileReader.read(file, List.of());
    } catch (FitFileException e) {
      fail(block + ": " + e.getMessage() + "\nin\n" + text);
    }
  }

  @TestFactory
  Stream<DynamicTest> graphsParse() {
    return blocks("text", "graph").stream()
        .map(
            block ->
                dynamicTest(
                    block.toString(),
                    () -> {
                      try {
                        String printed = GraphPrinter.print(GraphParser.parse(block.text()));
                        assertEquals(block.text(), printed, block + ": not as it would print");
                      } catch (GraphParseException e) {
                        fail(block + ": " + e.getMessage());
                      }
                    }));
  }

  @Test
  void linksLeadToFiles() {
    List<String> broken = new ArrayList<>();
    int seen = 0;
    for (Page page : pages) {
      Path folder = ROOT.resolve(page.file()).getParent();
      for (int i = 0; i < page.lines().size(); i++) {
        Matcher link = LINK.matcher(page.lines().get(i));
        while (link.find()) {
          seen++;
          if (!link.group(1).contains(":") && !Files.exists(folder.resolve(link.group(1)))) {
            broken.add(page.file() + ":" + (i + 1) + ": " + link.group(1));
          }
        }
      }
    }
    assertEquals(List.of(), broken, "links to files that are not there");
    assertTrue(seen >= 20, "links seen: " + seen);
  }
}
