package dev.odeon.cli.expression;

import java.util.Optional;

/// The names that stand for a number unless the fit file declares them itself.
public enum MathConstant {
  /// The ratio of a circle's circumference to its diameter.
  PI("pi", Math.PI),
  /// The base of the natural logarithm.
  E("e", Math.E);

  private final String text;
  private final double value;

  MathConstant(String text, double value) {
    this.text = text;
    this.value = value;
  }

  /// The name in a formula.
  public String text() {
    return text;
  }

  /// The number.
  public double value() {
    return value;
  }

  /// The constant called `name`, if there is one.
  public static Optional<MathConstant> named(String name) {
    for (MathConstant constant : values()) {
      if (constant.text.equals(name)) {
        return Optional.of(constant);
      }
    }
    return Optional.empty();
  }
}
