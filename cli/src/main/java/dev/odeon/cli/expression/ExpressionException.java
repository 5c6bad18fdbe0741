package dev.odeon.cli.expression;

/// A fault in one formula: the message says what is wrong, the column where. Whoever knows the
/// formula's name and line adds them.
public final class ExpressionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int column;

  /// @param column 1-based column in the formula's text
  /// @param message what is wrong, without the place
  public ExpressionException(int column, String message) {
    super(message);
    this.column = column;
  }

  /// 1-based column in the formula's text.
  public int column() {
    return column;
  }
}
