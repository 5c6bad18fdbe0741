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
  private static final Pattern FIT_FILE = Pattern.compile("(?ms)^equations:");

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
  Stream<DynamicTest> javaCompiles() {
    return pages.stream().flatMap(page -> snippets(page).stream());
  }

  private List<DynamicTest> snippets(Page page) {
    List<DynamicTest> tests = new ArrayList<>();
    List<CodeBlock> chain = new ArrayList<>();
    for (CodeBlock block : page.blocks()) {
      if (block.is("java", "")) {
        if (!block.is("java", "continued")) {
          chain.clear();
        }
        chain.add(block);
        List<CodeBlock> all = List.copyOf(chain);
        tests.add(
            dynamicTest(
                block.toString(),
                () -> assertEquals(List.of(), JavaSnippet.of(all).faults(scratch))));
      }
    }
    return tests;
  }

  @Test
  void aFaultIsFoundAndPlaced() throws IOException {
    Page page =
        Page.of(Path.of("page.md"), List.of("Text.", "```java", "int i = 1;", "int j = k;", "```"));
    List<String> faults = JavaSnippet.of(page.blocks()).faults(scratch);
    assertEquals(1, faults.size(), faults.toString());
    assertTrue(faults.getFirst().startsWith("page.md:4: cannot find symbol"), faults.toString());
  }

  @TestFactory
  Stream<DynamicTest> fitFilesAreRead() {
    return blocks("yaml", "").stream()
        .map(block -> dynamicTest(block.toString(), () -> readFitFile(block)));
  }

  private void readFitFile(CodeBlock block) throws IOException {
    String text = block.text();
    if (!FIT_FILE.matcher(text).find()) {
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
