package dev.odeon.cli.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RowConditionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Subject == 1 | 1 | true",
        "Subject == 1 | 1.0 | true",
        "Subject==1 | 2 | false",
        "Subject != 1 | 2 | true",
        "dose >= 2.5 | 2.5 | true",
        "dose > 2.5 | 2.5 | false",
        "dose <= -1e3 | -1000 | true",
        "dose < 3 | 3 | false",
        "group == 'a b' | a b | true",
        "group != \"x\" | y | true",
        "group == x | 1 | false",
        "group == 1 | `` | false",
        "group != 1 | `` | false"
      })
  void selectsByNumberOrText(String text, String cell, boolean selected) {
    assertEquals(selected, RowCondition.parse(text).selects(cell), text + " on " + cell);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Subject", "Subject = 1", "== 1", "Subject ==", "Subject 1"})
  void malformedConditionsAreRefused(String text) {
    IllegalArgumentException fault =
        assertThrows(IllegalArgumentException.class, () -> RowCondition.parse(text));
    assertEquals(
        "expected a column, one of == != < <= > >= and a value, such as Subject == 1, found '"
            + text
            + "'",
        fault.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a < b", "a >= x1"})
  void anOrderingNeedsANumber(String text) {
    assertThrows(IllegalArgumentException.class, () -> RowCondition.parse(text));
  }
}
