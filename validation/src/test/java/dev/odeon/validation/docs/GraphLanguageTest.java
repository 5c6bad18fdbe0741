package dev.odeon.validation.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.GraphParseException;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.LogicalFunction;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shift;
import dev.odeon.nn.graph.UnaryFunction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The page on the graph language: its examples run, it names every primitive, and its grammar is
/// the parser's.
final class GraphLanguageTest {
  private static final Path ROOT =
      Path.of(System.getProperty("basedir", "")).toAbsolutePath().getParent();
  private static final Path FILE = Path.of("docs/graph.md");

  /// The parser's words for what the grammar leaves open.
  private static final List<String> BEYOND_THE_GRAMMAR =
      List.of(
          // Types, scopes, definitions.
          "yields",
          "takes",
          "got ",
          "operand",
          "is defined twice",
          "is not defined here",
          "constant has 1 result",
          "literal of type",
          "shape ",
          "nest deeper",
          "is unknown; known are",
          "a whole number below 2^31",
          "does not fit",
          "do not fit",
          "entries have",
          "entry ",
          "order of ",
          "axes ",
          "axis ",
          "bounds ",
          "padding ",
          "window ",
          "dilation ",
          "stride ",
          "branches have",
          "condition ",
          "graph ",
          "carry ",
          "body ",
          "is not a permutation",
          "has no counterpart",
          "is in one branch",
          "an axis has no elements",
          // What the type of a constant wants.
          "expected '['",
          "expected a number but",
          "expected a whole number of type",
          "expected true or false");

  private static Page page;
  private static Grammar grammar;

  @BeforeAll
  static void read() throws IOException {
    page = Page.of(FILE, Files.readAllLines(ROOT.resolve(FILE)));
    grammar =
        new Grammar(
            page.blocks().stream()
                .filter(block -> block.is("text", "grammar"))
                .findFirst()
                .orElseThrow()
                .text());
  }

  private static List<GraphExample> examples() {
    return page.blocks().stream()
        .filter(block -> block.is("odeon", ""))
        .map(GraphExample::new)
        .toList();
  }

  @TestFactory
  Stream<DynamicTest> examplesRun() {
    assertTrue(examples().size() >= 8, "examples: " + examples().size());
    return examples().stream()
        .map(
            example ->
                dynamicTest(
                    example.block().toString(),
                    () -> {
                      example.run(new ReferenceBackend()::compile);
                      example.run(new CpuBackend()::compileNow);
                    }));
  }

  private static Set<String> primitives() {
    Set<String> names = new TreeSet<>();
    Arrays.stream(UnaryFunction.values()).forEach(f -> names.add(f.text()));
    Arrays.stream(BinaryFunction.values()).forEach(f -> names.add(f.text()));
    Arrays.stream(LogicalFunction.values()).forEach(f -> names.add(f.text()));
    Arrays.stream(Shift.values()).forEach(f -> names.add(f.text()));
    Set<String> grouped = Set.of("Unary", "Binary", "Logical", "ShiftBits");
    for (Class<?> op : records(Op.class)) {
      if (!grouped.contains(op.getSimpleName())) {
        names.add(op.getSimpleName().replaceAll("(?<=.)([A-Z])", "_$1").toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  /// The records that implement a sealed interface or one of its sealed sub-interfaces.
  private static List<Class<?>> records(Class<?> type) {
    return type.isInterface()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(c -> records(c).stream()).toList()
        : List.of(type);
  }

  @Test
  void everyPrimitiveHasItsPlace() {
    String tables =
        String.join("\n", page.lines().stream().takeWhile(l -> !l.equals("## Grammar")).toList());
    Set<String> missing = new TreeSet<>();
    for (String name : primitives()) {
      if (!tables.contains("`" + name + "`") && !tables.contains("`" + name + " ")) {
        missing.add(name);
      }
    }
    assertEquals(Set.of(), missing, "primitives that no table names");
    Set<String> unknown = new TreeSet<>(primitives());
    unknown.removeAll(grammar.words());
    assertEquals(Set.of(), unknown, "primitives that the grammar lacks");
  }

  /// Edits of good texts, by character and by token: what the parser reads the grammar derives, and
  /// what the grammar derives the parser refuses only for reasons beyond it.
  @Test
  void theGrammarIsTheParsers() {
    List<String> texts = examples().stream().map(example -> example.block().text()).toList();
    texts.forEach(text -> assertTrue(grammar.derives(text), "the grammar refuses\n" + text));
    Random random = new Random(3);
    List<String> words = List.copyOf(grammar.words());
    int[] counts = new int[3];
    for (int i = 0; i < 30_000; i++) {
      String text = texts.get(random.nextInt(texts.size()));
      for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
        text = edited(text, words, random);
      }
      counts[compare(text)]++;
    }
    assertTrue(counts[0] > 1000, "texts that both accept: " + counts[0]);
    assertTrue(counts[1] > 300, "texts that only the grammar accepts: " + counts[1]);
    assertTrue(counts[2] > 5000, "texts that both refuse: " + counts[2]);
  }

  private static int compare(String text) {
    boolean derived = grammar.derives(text);
    try {
      GraphParser.parse(text, Map.of());
    } catch (GraphParseException e) {
      String complaint = String.valueOf(e.getMessage());
      boolean beyond = BEYOND_THE_GRAMMAR.stream().anyMatch(complaint::contains);
      assertTrue(
          !derived || beyond,
          () -> "the grammar derives what the parser refuses: " + complaint + "\n" + text);
      return derived ? 1 : 2;
    }
    assertTrue(derived, () -> "the parser reads what the grammar does not derive:\n" + text);
    return 0;
  }

  private static String edited(String text, List<String> words, Random random) {
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(3));
    String noise = "()[]{}:,=@%x0123456789-+._\"\\\nefnlarst /";
    String insert =
        switch (random.nextInt(4)) {
          case 0 -> "";
          case 1 -> String.valueOf(noise.charAt(random.nextInt(noise.length())));
          case 2 -> " " + words.get(random.nextInt(words.size())) + " ";
          default -> text.substring(at, Math.min(text.length(), at + random.nextInt(12)));
        };
    return text.substring(0, at) + insert + text.substring(random.nextBoolean() ? at : end);
  }
}
