package dev.odeon.cli.fitfile;

/// Section `holdout`: how many of the final times are kept out of the fit.
public sealed interface Holdout {
  /// Nothing is kept out; stands for an absent section.
  static Holdout none() {
    return new Count(0);
  }

  /// A number of final times.
  record Count(int last) implements Holdout {}

  /// A part of all times, below one.
  record Fraction(double last) implements Holdout {}

  /// How many of `times` distinct times are kept out; a fraction is rounded to the nearest.
  default int points(int times) {
    return switch (this) {
      case Count count -> count.last();
      case Fraction fraction -> (int) Math.round(fraction.last() * times);
    };
  }

  /// Reads the section.
  static Holdout read(Located value) {
    Located last = value.keys("last").required("last");
    double number = last.notNegative();
    if (number > 0 && number < 1) {
      return new Fraction(number);
    }
    if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
      throw last.expected("a fraction below 1 or a whole number of points");
    }
    return new Count((int) number);
  }
}
