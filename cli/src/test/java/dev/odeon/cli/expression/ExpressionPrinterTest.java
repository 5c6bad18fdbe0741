package dev.odeon.cli.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionPrinterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a * hare - b * hare * lynx",
        "a - (b - c)",
        "a - b - c",
        "(a + b) * c / (d / f)",
        "-a^2",
        "(-a)^2",
        "(a^b)^c",
        "a^b^c",
        "2^-x",
        "-(a + b)",
        "--a",
        "net(x / 50, -y)[1] + sin(max(x, 1.0E-6))"
      })
  void usesTheFewestParentheses(String text) {
    assertEquals(text, ExpressionPrinter.print(ExpressionParser.parse(text)));
  }

  @Test
  void whatIsPrintedParsesBackToAnEqualTree() {
    RandomExpressions random = new RandomExpressions(20_240_229);
    for (int i = 0; i < 5_000; i++) {
      Expression expression = random.next(1 + i % 7);
      String text = ExpressionPrinter.print(expression);
      assertEquals(
          expression, ExpressionParser.parse(text).withoutColumns(), "tree " + i + ": " + text);
    }
  }
}
