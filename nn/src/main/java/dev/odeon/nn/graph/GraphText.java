package dev.odeon.nn.graph;

import java.util.regex.Pattern;

/// Spelling of strings and numbers in graph text.
final class GraphText {
  private static final Pattern DECIMAL = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
  private static final Pattern BITS = Pattern.compile("0x[0-9a-f]{16}");
  private static final long CANONICAL_NAN = 0x7ff8000000000000L;

  private GraphText() {}

  /// The shortest spelling of `x` that [#number] reads back to the same bits.
  static String spell(DType dtype, double x) {
    if (dtype.isInteger()) {
      return Long.toString(Double.doubleToRawLongBits(x));
    }
    if (Double.isNaN(x) && Double.doubleToRawLongBits(x) != CANONICAL_NAN) {
      return String.format("0x%016x", Double.doubleToRawLongBits(x));
    }
    return switch (dtype) {
      case F64 -> Double.toString(x);
      case F32 -> Float.toString((float) x);
      case BOOL -> x == 0 ? "false" : "true";
      case I32, I64 -> throw new IllegalStateException("spelled above");
    };
  }

  /// The number of type `dtype` that `text` spells.
  ///
  /// @throws IllegalArgumentException if it spells none
  static double number(DType dtype, String text) {
    if (dtype == DType.BOOL) {
      return switch (text) {
        case "true" -> 1;
        case "false" -> 0;
        default ->
            throw new IllegalArgumentException("expected true or false but found '" + text + "'");
      };
    }
    if (dtype.isInteger()) {
      return Double.longBitsToDouble(whole(dtype, text));
    }
    if (BITS.matcher(text).matches()) {
      return Double.longBitsToDouble(Long.parseUnsignedLong(text.substring(2), 16));
    }
    return switch (text) {
      case "NaN" -> Double.NaN;
      case "Infinity" -> Double.POSITIVE_INFINITY;
      case "-Infinity" -> Double.NEGATIVE_INFINITY;
      default -> decimal(dtype, text);
    };
  }

  private static long whole(DType dtype, String text) {
    String complaint =
        "expected a whole number of type " + dtype.text() + " but found '" + text + "'";
    if (text.startsWith("+")) {
      throw new IllegalArgumentException(complaint);
    }
    try {
      return dtype == DType.I32 ? Integer.parseInt(text) : Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(complaint, e);
    }
  }

  // An f32 decimal is read as such: rounding to f64 first could round twice.
  private static double decimal(DType dtype, String text) {
    if (!DECIMAL.matcher(text).matches()) {
      throw new IllegalArgumentException("expected a number but found '" + text + "'");
    }
    return dtype == DType.F32 ? Float.parseFloat(text) : Double.parseDouble(text);
  }

  /// `text` with quotes, backslashes, control characters and lone surrogates escaped.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> escaped.append('\\').append(c);
        case '\n' -> escaped.append("\\n");
        case '\r' -> escaped.append("\\r");
        case '\t' -> escaped.append("\\t");
        default -> {
          if (c < ' ' || (c >= 0x7f && c < 0xa0) || Character.isSurrogate(c)) {
            escaped.append(String.format("\\u%04x", (int) c));
          } else {
            escaped.append(c);
          }
        }
      }
    }
    return escaped.toString();
  }

  /// The value of an ASCII hexadecimal digit, or -1.
  static int hexDigit(char c) {
    return c < 128 ? Character.digit(c, 16) : -1;
  }
}
