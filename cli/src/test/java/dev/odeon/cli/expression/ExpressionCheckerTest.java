package dev.odeon.cli.expression;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExpressionCheckerTest {
  private static final ExpressionChecker CHECKER =
      new ExpressionChecker(
          new Scope(
              new LinkedHashSet<>(List.of("hare", "lynx", "t")),
              Map.of(
                  "interaction", new Scope.NetworkShape(2, 2),
                  "growth", new Scope.NetworkShape(1, 1))));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hare*lynx + t",
        "2*pi*e",
        "interaction(hare, lynx)[1]",
        "growth(hare) + growth(lynx)[0]"
      })
  void acceptsWhatIsInScope(String text) {
    assertDoesNotThrow(() -> CHECKER.check(ExpressionParser.parse(text)), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "1 + hrae | 5 | unknown name 'hrae'; did you mean 'hare'?",
        "zebra | 1 | unknown name 'zebra'; known are hare, lynx, t",
        "interaction(1, 2, 3)[0] | 1 | network 'interaction' takes 2 inputs, 3 were given",
        "growth() | 1 | network 'growth' takes 1 input, 0 were given",
        "interaction(1, 2) | 1 | network 'interaction' has 2 outputs; choose one by its index,"
            + " [0] to [1]",
        "interaction(1, 2)[2] | 1 | network 'interaction' has no output [2]; the last is [1]",
        "growth + 1 | 1 | network 'growth' needs its inputs in parentheses",
        "-grwth(1) | 2 | unknown function or network 'grwth'; did you mean 'growth'?",
        "sine(t) | 1 | unknown function or network 'sine'; did you mean 'sin'?",
        "hare(1 + t) | 1 | 'hare' is not a function (a product is written with '*')",
        "growth(hrae) | 8 | unknown name 'hrae'; did you mean 'hare'?"
      })
  void namesWhatIsNotInScope(String text, int column, String message) {
    ExpressionException fault =
        assertThrows(
            ExpressionException.class, () -> CHECKER.check(ExpressionParser.parse(text)), text);
    assertEquals(message, fault.getMessage());
    assertEquals(column, fault.column(), "column of the fault in " + text);
  }
}
