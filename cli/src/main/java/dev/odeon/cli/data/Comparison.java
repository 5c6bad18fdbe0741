package dev.odeon.cli.data;

/// How a cell is compared with the value of a [RowCondition].
public enum Comparison {
  /// Equal.
  EQUAL("=="),
  /// Different.
  NOT_EQUAL("!="),
  /// At most; stands before `<`, so that the longer sign is found first.
  AT_MOST("<="),
  /// At least.
  AT_LEAST(">="),
  /// Less.
  LESS("<"),
  /// Greater.
  GREATER(">");

  private final String sign;

  Comparison(String sign) {
    this.sign = sign;
  }

  /// The sign in a condition.
  public String sign() {
    return sign;
  }

  /// Whether the comparison needs numbers on both sides.
  boolean ordersNumbers() {
    return switch (this) {
      case EQUAL, NOT_EQUAL -> false;
      case AT_MOST, AT_LEAST, LESS, GREATER -> true;
    };
  }

  boolean holds(double left, double right) {
    return switch (this) {
      case EQUAL -> left == right;
      case NOT_EQUAL -> left != right;
      case AT_MOST -> left <= right;
      case AT_LEAST -> left >= right;
      case LESS -> left < right;
      case GREATER -> left > right;
    };
  }
}
