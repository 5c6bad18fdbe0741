package dev.odeon.nn.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.odeon.nn.rewrite.RandomGraphs;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GraphParserFaultsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "%1: f64 lane = sine %7 | 2 | 23 | %7 is not defined here",
        "%1: f64 lane = sine %1 | 2 | 23 | %1 is not defined here",
        "%1: f64 lane = sinus %0 | 2 | 18 | 'sinus' is no primitive",
        "%1: f64 lane = sine %0, %0 | 2 | 18 | sine: takes 1 operands, got 2",
        "%1: f32 lane = sine %0 | 2 | 18 | sine yields [f64[] lane], its results say [f32[] lane]",
        "%0: f64 lane = sine %0 | 2 | 3 | %0 is defined twice",
        "%1: f65 lane = sine %0 | 2 | 7 | element type 'f65' is none of f32, f64, i32, i64, i1",
        "%1: f64 row = sine %0 | 2 | 11 | expected 'lane' or 'shared' but found 'row'",
        "%1: f64[2] shared = constant [1.0] | 2 | 23 | literal of type f64[2] needs 2 elements, got"
            + " 1",
        "%1: f64 shared = constant 1.0d | 2 | 29 | expected a number but found '1.0d'",
        "%1: i1 shared = constant 1 | 2 | 28 | expected true or false but found '1'",
        "%1: i32 shared = constant +5 | 2 | 29 | expected a whole number of type i32 but found '+5'",
        "%1: f64[99999x99999] shared = constant [] | 2 | 11 | shape [99999, 99999] has more than"
            + " 2^31-1 elements",
        "%99999999999: f64 lane = sine %0 | 2 | 4 | expected the number of a value, a whole number"
            + " below 2^31, but found '99999999999'",
        "%1: i1 lane = compare %0, %0 {direction=NEAR} | 2 | 43 | expected one of [EQ, NE, LT, LE,"
            + " GT, GE] but found 'NEAR'",
        "%1: f64 lane = custom %0 {function=\"f\"} | 2 | 38 | custom function 'f' is unknown; known"
            + " are []",
        "%1: f64 lane = sine %0 from \"x | 2 | 31 | the string does not end on its line",
        "%1: f64 lane = while %0 {condition=graph @c(%0: f64 lane) {return %0}, body=graph @b()"
            + " {return}, consts=9} | 2 | 18 | while takes at least 9 operands, got 1",
        "%1: f64[1] lane = reduce_window %0 {kind=mean, size=[2], stride=[1], low=[0], high=[0]} |"
            + " 2 | 44 | expected sum or max but found 'mean'",
        "%1: f64[1] lane = reduce_window %0 {kind=max, size=[2], stride=[1], low=[0], high=[0]} | 2"
            + " | 21 | reduce_window: attribute [2] does not name each axis of shape []",
        "%1: f64 lane = convolution %0, %0 {stride=[1], low=[--1], high=[0], input_dilation=[1],"
            + " kernel_dilation=[1], groups=1} | 2 | 55 | expected an element of low, a whole"
            + " number below 2^31, but found '--1'",
        "%1: f64 lane = lu_solve %0, %0, %0 {form=UPPER} | 2 | 44 | expected one of [PLAIN,"
            + " TRANSPOSED] but found 'UPPER'",
        "%1: f64 lane = gather %0 | 2 | 18 | gather: takes 2 operands, got 1",
        "# | 2 | 3 | unexpected character '#'",
        "%1: f64 lane = sine %0 } | 2 | 26 | expected the name of a primitive but found '}'"
      })
  void eachFaultIsNamedWithItsPlace(String equation, int line, int column, String complaint) {
    String text = "graph @g(%0: f64 lane) {\n  " + equation + "\n  return %0\n}\n";
    GraphParseException e =
        assertThrows(GraphParseException.class, () -> GraphParser.parse(text), equation);
    assertEquals("line " + line + ", column " + column + ": " + complaint, e.getMessage());
    assertEquals(line, e.line());
    assertEquals(column, e.column());
  }

  @Test
  void nestingIsBounded() {
    String open = "graph @g() { cond {when_true=";
    GraphParseException e =
        assertThrows(
            GraphParseException.class, () -> GraphParser.parse(open.repeat(100_000), Map.of()));
    assertTrue(e.getMessage().endsWith("graphs nest deeper than 100"), e.getMessage());
  }

  @Test
  void everyTruncationIsRefused() {
    String text = GraphTextTest.ALL.stripTrailing();
    for (int length = 0; length < text.length(); length++) {
      String cut = text.substring(0, length);
      assertThrows(
          GraphParseException.class,
          () -> GraphParser.parse(cut, GraphTextTest.CUSTOMS),
          "cut at " + length);
    }
  }

  @Test
  void randomEditsGiveAGraphOrAComplaintNothingElse() {
    Random random = new Random(7);
    String noise = "()[]{}:,=@%x0123456789-+._\"\\\nefnlars /\u0000é";
    String[] texts = new String[20];
    Arrays.setAll(texts, i -> RandomGraphs.of(i, 15).toString());
    int parsed = 0;
    for (int i = 0; i < 6_000; i++) {
      String text = i % 2 == 0 ? GraphTextTest.ALL : texts[i % texts.length];
      StringBuilder edited = new StringBuilder(text);
      for (int edits = 1 + random.nextInt(3); edits > 0; edits--) {
        edit(edited, noise, random);
      }
      try {
        Graph graph = GraphParser.parse(edited.toString(), GraphTextTest.CUSTOMS);
        assertEquals(graph, GraphParser.parse(graph.toString(), GraphTextTest.CUSTOMS));
        parsed++;
      } catch (GraphParseException e) {
        assertTrue(e.getMessage().startsWith("line "), e.getMessage());
      } catch (RuntimeException | StackOverflowError e) {
        fail("edit " + i + " gives " + e + " for\n" + edited, e);
      }
    }
    assertTrue(parsed > 60, "too few edits leave a graph to mean anything: " + parsed);
  }

  private static void edit(StringBuilder text, String noise, Random random) {
    int at = random.nextInt(text.length());
    char c = noise.charAt(random.nextInt(noise.length()));
    switch (random.nextInt(4)) {
      case 0 -> text.setCharAt(at, c);
      case 1 -> text.insert(at, c);
      case 2 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(12)));
      default -> {
        int from = random.nextInt(text.length());
        text.insert(at, text.substring(from, Math.min(text.length(), from + random.nextInt(30))));
      }
    }
  }
}
