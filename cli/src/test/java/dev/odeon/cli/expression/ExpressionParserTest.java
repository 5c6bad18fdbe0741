package dev.odeon.cli.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionParserTest {
  private static final Valuation VALUES = Valuation.of(Map.of("x", 3.0, "y", 5.0, "_a1", 7.0));

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "1 + 2*3 | 7",
        "(1 + 2)*3 | 9",
        "10 - 4 - 3 | 3",
        "100/10/5 | 2",
        "100/(10/5) | 50",
        "2^3^2 | 512",
        "2**3**2 | 512",
        "(2^3)^2 | 64",
        "-2^2 | -4",
        "(-2)^2 | 4",
        "2^-1 | 0.5",
        "2^-2^0 | 0.5",
        "-x*y | -15",
        "x*-y | -15",
        "x - -y | 8",
        "--x | 3",
        "+x | 3",
        "1e-6*1.0e6 | 1",
        "1.5E+1 | 15",
        ".5 + 3. | 3.5",
        "_a1 | 7",
        "max(x, y) - min(x, y) | 2",
        "pow(2, 10) | 1024",
        "atan2(0, -1) - pi | 0",
        "log(e) | 1",
        "sqrt(x*x + 4*4) | 5"
      },
      delimiter = '|')
  void meansWhatItMeansOnPaper(String text, double value) {
    assertEquals(value, VALUES.evaluate(ExpressionParser.parse(text)), 1e-15, text);
  }

  @Test
  void declaredNamesShadowTheMathematicalConstants() {
    Expression formula = ExpressionParser.parse("e*pi");
    assertEquals(2 * Math.PI, Valuation.of(Map.of("e", 2.0)).evaluate(formula));
  }

  @Test
  void callsOfNetworksKeepTheirIndexAndTheirColumn() {
    Expression.Binary sum = (Expression.Binary) ExpressionParser.parse("a + net(x, y + 1)[2]");
    Expression.NetworkCall call = (Expression.NetworkCall) sum.right();
    assertEquals("net", call.network());
    assertEquals(2, call.arguments().size());
    assertEquals(2, call.output().orElseThrow());
    assertEquals(5, call.column());
    assertEquals(3, sum.column());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "a*(b + | 7 | expected a number, a name or '(' but found the end of the formula",
        "a*(b | 5 | expected ')' but found the end of the formula",
        "a) | 2 | expected an operator or the end of the formula but found ')'",
        "a b | 3 | expected an operator before 'b' (a product is written with '*')",
        "2x | 2 | expected an operator before 'x' (a product is written with '*')",
        "2(x) | 2 | expected an operator before '(' (a product is written with '*')",
        "a $ b | 3 | unexpected character '$'",
        "a + . | 5 | unexpected '.'",
        "a, b | 2 | expected an operator or the end of the formula but found ','",
        "sin | 1 | the function 'sin' needs its arguments in parentheses",
        "1 + sin(x, y) | 5 | function 'sin' takes 1 argument, 2 were given",
        "atan2(x) | 1 | function 'atan2' takes 2 arguments, 1 was given",
        "exp() | 1 | function 'exp' takes 1 argument, 0 were given",
        "net(x)[1.5] | 8 | expected the number of an output, counted from 0, but found '1.5'",
        "net(x)[0 | 9 | expected ']' but found the end of the formula",
        "1e999 | 1 | the number 1e999 is too large",
        "* a | 1 | expected a number, a name or '(' but found '*'"
      })
  void saysWhatIsWrongAndWhere(String text, int column, String message) {
    ExpressionException fault =
        assertThrows(ExpressionException.class, () -> ExpressionParser.parse(text), text);
    assertEquals(message, fault.getMessage());
    assertEquals(column, fault.column(), "column of the fault in " + text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "   "})
  void anEmptyFormulaIsRefused(String text) {
    ExpressionException fault =
        assertThrows(ExpressionException.class, () -> ExpressionParser.parse(text));
    assertEquals("the formula is empty", fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "sin(", "2^", "a+(", "net(1,"})
  void hostileNestingEndsInAMessageNotInAStackOverflow(String piece) {
    String text = piece.repeat(19_000 / piece.length());
    ExpressionException fault =
        assertThrows(ExpressionException.class, () -> ExpressionParser.parse(text));
    assertTrue(fault.getMessage().contains("nested deeper than 100 levels"), fault.getMessage());
  }

  @Test
  void lengthIsLimited() {
    assertThrows(ExpressionException.class, () -> ExpressionParser.parse("a".repeat(20_001)));
    String chain = "+1".repeat(2_001);
    ExpressionException fault =
        assertThrows(ExpressionException.class, () -> ExpressionParser.parse("1" + chain));
    assertEquals("the formula has more than 2000 operators", fault.getMessage());
    Expression longest = ExpressionParser.parse("1" + "+1".repeat(2_000));
    assertEquals(2001, VALUES.evaluate(longest));
  }
}
