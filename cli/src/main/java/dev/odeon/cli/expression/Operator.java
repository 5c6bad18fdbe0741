package dev.odeon.cli.expression;

/// The binary operators, weakest first.
public enum Operator {
  /// Sum.
  ADD("+", 1),
  /// Difference.
  SUBTRACT("-", 1),
  /// Product.
  MULTIPLY("*", 2),
  /// Quotient.
  DIVIDE("/", 2),
  /// Power, associative to the right.
  POWER("^", 4);

  private final String sign;
  private final int precedence;

  Operator(String sign, int precedence) {
    this.sign = sign;
    this.precedence = precedence;
  }

  /// The sign that is printed.
  public String sign() {
    return sign;
  }

  /// A larger number binds tighter; the sign of a number stands between `*` and `^`, at 3.
  int precedence() {
    return precedence;
  }

  /// `left operator right` in double arithmetic.
  public double apply(double left, double right) {
    return switch (this) {
      case ADD -> left + right;
      case SUBTRACT -> left - right;
      case MULTIPLY -> left * right;
      case DIVIDE -> left / right;
      case POWER -> Math.pow(left, right);
    };
  }
}
