package dev.odeon.cli.job;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import java.util.Arrays;

/// A quantity of a sweep and the values that it takes.
///
/// @param name a parameter or a state, whose initial value is meant
/// @param values at least one
@SuppressWarnings("ArrayRecordComponent") // never compared
public record SweepAxis(String name, double[] values) {
  /// Most values of one axis.
  private static final int MOST = 10_000_000;

  private static final class WrongAxis extends CommandException {
    private static final long serialVersionUID = 1L;

    WrongAxis(String message) {
      super(ExitCode.USAGE, message);
    }
  }

  /// Reads `name=first:last:count` (equally spaced, ends included), `name=first:last:count:log`
  /// (equal ratios) or `name=1,2,3`.
  ///
  /// @throws CommandException if it is none of these
  public static SweepAxis parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 1) {
      throw wrong(text, "is not of the form name=first:last:count");
    }
    String name = text.substring(0, equals).strip();
    String range = text.substring(equals + 1).strip();
    if (!range.contains(":")) {
      double[] values =
          Arrays.stream(range.split(",", -1)).mapToDouble(part -> number(text, part)).toArray();
      return new SweepAxis(name, values);
    }
    String[] parts = range.split(":", -1);
    boolean log = parts.length == 4 && parts[3].strip().equals("log");
    if (parts.length != 3 && !log) {
      throw wrong(text, "is not of the form name=first:last:count or name=first:last:count:log");
    }
    return new SweepAxis(
        name,
        spaced(text, number(text, parts[0]), number(text, parts[1]), count(text, parts[2]), log));
  }

  private static double[] spaced(String text, double first, double last, int count, boolean log) {
    if (log && !(first > 0 && last > 0)) {
      throw wrong(
          text, "has equal ratios between " + first + " and " + last + ": both must be above zero");
    }
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      double part = i / (double) (count - 1);
      values[i] = log ? first * Math.pow(last / first, part) : first + (last - first) * part;
    }
    values[0] = first;
    values[count - 1] = last;
    return values;
  }

  private static int count(String text, String part) {
    double count = number(text, part);
    if (count != Math.rint(count) || count < 2 || count > MOST) {
      throw wrong(text, "has the count " + part.strip() + ", not a whole number from 2 to " + MOST);
    }
    return (int) count;
  }

  private static double number(String text, String part) {
    try {
      double value = Double.parseDouble(part.strip());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw wrong(text, "has '" + part.strip() + "' where a number is needed");
    }
    throw wrong(text, "has " + part.strip() + ", which is not finite");
  }

  private static WrongAxis wrong(String text, String complaint) {
    return new WrongAxis("--over " + text + " " + complaint);
  }
}
