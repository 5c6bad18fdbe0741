package dev.odeon.nn.graph;

/// A token of graph text.
///
/// @param kind what it is
/// @param text its characters; of a string, its contents without quotes and escapes
/// @param offset where it begins in the text
record GraphToken(Kind kind, String text, int offset) {
  /// What a token is.
  enum Kind {
    /// A run of letters, digits, `_`, `.`, `+` and `-`: words, numbers, shapes.
    ATOM,
    /// One of `( ) [ ] { } : , = @ %`.
    PUNCTUATION,
    STRING,
    END
  }

  boolean is(String punctuation) {
    return kind == Kind.PUNCTUATION && text.equals(punctuation);
  }

  boolean isWord(String word) {
    return kind == Kind.ATOM && text.equals(word);
  }

  /// For messages.
  String describe() {
    return switch (kind) {
      case ATOM, PUNCTUATION ->
          "'" + (text.length() <= 40 ? text : text.substring(0, 40) + "...") + "'";
      case STRING -> "a string";
      case END -> "the end of the text";
    };
  }
}
