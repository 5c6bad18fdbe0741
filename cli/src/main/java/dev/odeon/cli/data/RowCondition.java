package dev.odeon.cli.data;

import java.util.OptionalDouble;

/// Selects rows by one cell: `Subject == 1`, `dose >= 2.5`, `group != 'control'`.
///
/// Two numbers are compared as numbers, otherwise `==` and `!=` compare the text. A row whose cell
/// is empty is never selected.
///
/// @param column header of the column
/// @param comparison how to compare
/// @param value with what; quotes around it are already removed
public record RowCondition(String column, Comparison comparison, String value) {
  /// Checks that an ordering has a number to compare with.
  public RowCondition {
    if (comparison.ordersNumbers() && DecimalNumber.parse(value).isEmpty()) {
      throw new IllegalArgumentException(
          "'" + comparison.sign() + "' needs a number on its right, found '" + value + "'");
    }
  }

  /// Reads `column operator value`.
  ///
  /// @throws IllegalArgumentException saying what is wrong
  public static RowCondition parse(String text) {
    for (int at = 0; at < text.length(); at++) {
      for (Comparison comparison : Comparison.values()) {
        if (text.startsWith(comparison.sign(), at)) {
          String column = unquoted(text.substring(0, at).strip());
          String value = unquoted(text.substring(at + comparison.sign().length()).strip());
          return checked(text, new RowCondition(column, comparison, value));
        }
      }
    }
    throw malformed(text);
  }

  private static RowCondition checked(String text, RowCondition condition) {
    if (condition.column.isEmpty() || condition.value.isEmpty()) {
      throw malformed(text);
    }
    return condition;
  }

  private static IllegalArgumentException malformed(String text) {
    return new IllegalArgumentException(
        "expected a column, one of == != < <= > >= and a value, such as Subject == 1, found '"
            + text
            + "'");
  }

  private static String unquoted(String text) {
    if (text.length() >= 2
        && (text.charAt(0) == '\'' || text.charAt(0) == '"')
        && text.charAt(text.length() - 1) == text.charAt(0)) {
      return text.substring(1, text.length() - 1);
    }
    return text;
  }

  /// The condition as a text that parses back.
  public String describe() {
    return column + " " + comparison.sign() + " " + value;
  }

  /// Whether the row with this cell is selected.
  ///
  /// @throws IllegalArgumentException if an ordering meets text
  boolean selects(String cell) {
    if (cell.isEmpty()) {
      return false;
    }
    OptionalDouble left = DecimalNumber.parse(cell);
    OptionalDouble right = DecimalNumber.parse(value);
    if (left.isPresent() && right.isPresent()) {
      return comparison.holds(left.getAsDouble(), right.getAsDouble());
    }
    if (comparison.ordersNumbers()) {
      throw new IllegalArgumentException(
          "'" + comparison.sign() + "' needs numbers, found '" + cell + "'");
    }
    return cell.equals(value) == (comparison == Comparison.EQUAL);
  }
}
