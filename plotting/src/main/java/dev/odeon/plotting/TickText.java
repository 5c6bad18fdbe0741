package dev.odeon.plotting;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/// Numbers beside ticks: plain where short, otherwise a mantissa times a power of ten.
final class TickText {
  private static final String SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";

  private TickText() {}

  static String of(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = new BigDecimal(value, new MathContext(6, RoundingMode.HALF_EVEN));
    BigDecimal short_ = rounded.stripTrailingZeros();
    int exponent = short_.precision() - short_.scale() - 1;
    return exponent >= -3 && exponent < 5
        ? minus(short_.toPlainString())
        : scientific(short_, exponent);
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
