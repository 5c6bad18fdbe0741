package dev.odeon.cli.expression;

/// A formula that needs itself, directly or through others.
public final class CyclicFormulaException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String name;

  /// @param name a formula on the circle
  /// @param message what the formula needs
  CyclicFormulaException(String name, String message) {
    super(message);
    this.name = name;
  }

  /// A name on the circle.
  public String name() {
    return name;
  }
}
