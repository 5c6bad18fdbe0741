package dev.odeon.cli.expression;

/// A piece of a formula's text.
///
/// @param kind what it is
/// @param text its characters; `^` for `**`; empty at the end
/// @param column 1-based column of its first character
record Token(Kind kind, String text, int column) {
  enum Kind {
    NUMBER,
    NAME,
    SIGN,
    END
  }

  boolean is(String sign) {
    return kind == Kind.SIGN && text.equals(sign);
  }

  /// How an error message calls it.
  String described() {
    return switch (kind) {
      case END -> "the end of the formula";
      case NUMBER, NAME, SIGN -> "'" + text + "'";
    };
  }
}
