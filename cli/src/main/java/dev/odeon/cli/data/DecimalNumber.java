package dev.odeon.cli.data;

import java.util.OptionalDouble;
import java.util.regex.Pattern;

/// Decimal numbers as cells and fit files hold them; narrower than [Double#parseDouble], which also
/// takes `NaN`, `Infinity`, `1d` and hexadecimal.
public final class DecimalNumber {
  private static final Pattern DECIMAL =
      Pattern.compile("[+-]?(\\d++\\.?\\d*+|\\.\\d++)([eE][+-]?\\d++)?");
  private static final Pattern DECIMAL_COMMA = Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d+)?");
  private static final int LONGEST = 400;

  private DecimalNumber() {}

  /// The finite number that `text` is, empty if it is none.
  public static OptionalDouble parse(String text) {
    if (text.length() > LONGEST || !DECIMAL.matcher(text).matches()) {
      return OptionalDouble.empty();
    }
    double value = Double.parseDouble(text);
    return Double.isInfinite(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  /// Why `cell` is not a number, with a way out.
  static String fault(String cell) {
    String shown = cell.length() > 40 ? cell.substring(0, 40) + "..." : cell;
    if (DECIMAL_COMMA.matcher(cell).matches()) {
      return "'%s' is not a number; write the decimal point as '.', not ','".formatted(shown);
    }
    if (DECIMAL.matcher(cell).matches()) {
      return "'%s' is too large for a number".formatted(shown);
    }
    return "'%s' is not a finite number; leave the cell empty if the value is missing"
        .formatted(shown);
  }
}
