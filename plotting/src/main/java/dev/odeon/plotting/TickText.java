package dev.odeon.plotting;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers beside ticks: plain where short, otherwise a mantissa times a power of ten.
final class TickText {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private static final MathContext SIX_DIGITS = new MathContext(6, RoundingMode.HALF_EVEN);

  private TickText() {}

  /// A value on a logarithmic axis.
  static String of(double value) {
    return of(new BigDecimal(value, SIX_DIGITS));
  }

  /// A value on a linear axis that is `span` long, to a thousandth of that: neighbouring ticks
  /// differ, rounding errors of XChart's do not show.
  static String of(double value, double span) {
    int decimals = 3 - (int) Math.floor(Math.log10(span));
    return of(new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN));
  }

  private static String of(BigDecimal value) {
    if (value.signum() == 0) {
      return "0";
    }
    BigDecimal digits = value.stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    boolean plain = exponent >= -3 && exponent < (digits.precision() > 3 ? 9 : 5);
    return plain ? minus(digits.toPlainString()) : scientific(digits, exponent);
  }

  private static String scientific(BigDecimal value, int exponent) {
    String mantissa = value.movePointLeft(exponent).stripTrailingZeros().toPlainString();
    String power = "10" + superscript(exponent);
    return switch (mantissa) {
      case "1" -> power;
      case "-1" -> "−" + power;
      default -> minus(mantissa) + "·" + power;
    };
  }

  private static String superscript(int exponent) {
    StringBuilder text = new StringBuilder(exponent < 0 ? "⁻" : "");
    Integer.toString(Math.abs(exponent))
        .chars()
        .forEach(digit -> text.append(SUPERSCRIPTS.charAt(digit - '0')));
    return text.toString();
  }

  private static String minus(String number) {
    return number.replace('-', '−');
  }
}
