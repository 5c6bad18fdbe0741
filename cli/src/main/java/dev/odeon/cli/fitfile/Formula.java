package dev.odeon.cli.fitfile;

import dev.odeon.cli.expression.Expression;
import dev.odeon.cli.expression.ExpressionChecker;
import dev.odeon.cli.expression.ExpressionException;
import dev.odeon.cli.expression.ExpressionParser;

/// A formula of the fit file, parsed.
///
/// @param label what a message calls it, such as `equation 'hare'`
/// @param text as written
/// @param expression its tree
/// @param place where its text begins
public record Formula(String label, String text, Expression expression, Place place) {
  static Formula read(String label, Located value) {
    if (!(value.item() instanceof Item.Text item) || item.isNull()) {
      throw new ItemFault(
          label, value.item().place(), "must be a formula, found " + value.item().describe());
    }
    Place start = start(item);
    try {
      return new Formula(label, item.value(), ExpressionParser.parse(item.value()), start);
    } catch (ExpressionException fault) {
      throw fault(label, start, fault);
    }
  }

  /// The place of the first character; the column is 0 where the text runs over several lines.
  private static Place start(Item.Text item) {
    return switch (item.place()) {
      case Place.InFile place ->
          switch (item.style()) {
            case PLAIN -> place;
            case QUOTED -> new Place.InFile(place.line(), place.column() + 1);
            case MULTILINE -> new Place.InFile(place.line(), 0);
          };
      case Place.InOverride place -> place;
      case Place.Implied place -> place;
    };
  }

  /// Refuses what `checker` refuses.
  void check(ExpressionChecker checker) {
    try {
      checker.check(expression);
    } catch (ExpressionException fault) {
      throw fault(label, place, fault);
    }
  }

  private static ItemFault fault(String label, Place start, ExpressionException fault) {
    return new ItemFault(
        "%s (%s): %s".formatted(label, where(start, fault.column()), fault.getMessage()));
  }

  /// A fault of the whole formula.
  ItemFault fault(String message) {
    return new ItemFault(label, place, message);
  }

  private static String where(Place start, int column) {
    return switch (start) {
      case Place.InFile file when file.column() > 0 ->
          "line " + file.line() + ", column " + (file.column() + column - 1);
      case Place.InFile file ->
          "from line " + file.line() + ", character " + column + " of the formula";
      case Place.InOverride _ -> "from --set, column " + column;
      case Place.Implied _ -> "column " + column;
    };
  }
}
