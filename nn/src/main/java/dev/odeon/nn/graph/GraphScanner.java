package dev.odeon.nn.graph;

/// Splits graph text into tokens; one token is looked at before it is taken.
final class GraphScanner {
  private static final String PUNCTUATION = "()[]{}:,=@%";

  private final String text;
  private int position;
  private GraphToken next;

  GraphScanner(String text) {
    this.text = text;
    this.next = scan();
  }

  /// The next token, left in place.
  GraphToken peek() {
    return next;
  }

  /// Takes the next token.
  GraphToken take() {
    GraphToken taken = next;
    if (taken.kind() != GraphToken.Kind.END) {
      next = scan();
    }
    return taken;
  }

  /// Takes the next token if it is this punctuation.
  boolean takeIf(String punctuation) {
    boolean found = next.is(punctuation);
    if (found) {
      take();
    }
    return found;
  }

  /// Takes this punctuation.
  void expect(String punctuation) {
    if (!takeIf(punctuation)) {
      throw error(next, "expected '" + punctuation + "' but found " + next.describe());
    }
  }

  /// Takes this word.
  void expectWord(String word) {
    if (!next.isWord(word)) {
      throw error(next, "expected '" + word + "' but found " + next.describe());
    }
    take();
  }

  /// Takes an atom.
  ///
  /// @param what what it stands for, for messages
  GraphToken atom(String what) {
    return taken(GraphToken.Kind.ATOM, what);
  }

  /// Takes a string.
  ///
  /// @param what what it stands for, for messages
  GraphToken string(String what) {
    return taken(GraphToken.Kind.STRING, what);
  }

  /// Takes a number that is whole, not negative and an `int`.
  int whole(String what) {
    GraphToken token = atom(what);
    return whole(token, token.text(), what);
  }

  /// Takes a whole number, which may be negative, of size below 2^31.
  int integer(String what) {
    GraphToken token = atom(what);
    return token.text().startsWith("-")
        ? -whole(token, token.text().substring(1), what)
        : whole(token, token.text(), what);
  }

  /// The whole number that `digits` spells, part of `token`.
  int whole(GraphToken token, String digits, String what) {
    if (digits.length() <= 10
        && digits.chars().allMatch(c -> c >= '0' && c <= '9')
        && !digits.isEmpty()) {
      long number = Long.parseLong(digits);
      if (number <= Integer.MAX_VALUE) {
        return (int) number;
      }
    }
    throw error(
        token, "expected " + what + ", a whole number below 2^31, but found " + token.describe());
  }

  /// A complaint about `token`.
  GraphParseException error(GraphToken token, String complaint) {
    return error(token.offset(), complaint);
  }

  private GraphParseException error(int offset, String complaint) {
    int line = 1;
    int start = 0;
    for (int i = 0; i < offset; i++) {
      if (text.charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    return new GraphParseException(complaint, line, offset - start + 1);
  }

  private GraphToken taken(GraphToken.Kind kind, String what) {
    if (next.kind() != kind) {
      throw error(next, "expected " + what + " but found " + next.describe());
    }
    return take();
  }

  private GraphToken scan() {
    skipSpace();
    int start = position;
    if (start == text.length()) {
      return new GraphToken(GraphToken.Kind.END, "", start);
    }
    char c = text.charAt(start);
    if (c == '"') {
      return new GraphToken(GraphToken.Kind.STRING, scanString(), start);
    }
    if (PUNCTUATION.indexOf(c) >= 0) {
      position++;
      return new GraphToken(GraphToken.Kind.PUNCTUATION, String.valueOf(c), start);
    }
    while (position < text.length() && isAtomic(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw error(start, "unexpected character '" + GraphText.escape(String.valueOf(c)) + "'");
    }
    return new GraphToken(GraphToken.Kind.ATOM, text.substring(start, position), start);
  }

  private void skipSpace() {
    while (position < text.length()) {
      char c = text.charAt(position);
      if (text.startsWith("//", position)) {
        int end = text.indexOf('\n', position);
        position = end < 0 ? text.length() : end;
      } else if (c == ' ' || c == '\n' || c == '\r' || c == '\t') {
        position++;
      } else {
        return;
      }
    }
  }

  private String scanString() {
    int start = position++;
    StringBuilder contents = new StringBuilder();
    while (position < text.length() && text.charAt(position) != '\n') {
      char c = text.charAt(position++);
      if (c == '"') {
        return contents.toString();
      }
      contents.append(c == '\\' ? scanEscape() : c);
    }
    throw error(start, "the string does not end on its line");
  }

  private char scanEscape() {
    int start = position - 1;
    char c = position < text.length() ? text.charAt(position++) : 0;
    return switch (c) {
      case '"', '\\' -> c;
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> scanUnicode(start);
      default -> throw error(start, "unknown escape in a string");
    };
  }

  private char scanUnicode(int start) {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = position < text.length() ? GraphText.hexDigit(text.charAt(position++)) : -1;
      if (digit < 0) {
        throw error(start, "\\u needs four hexadecimal digits");
      }
      code = code * 16 + digit;
    }
    return (char) code;
  }

  private static boolean isAtomic(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || c == '_'
        || c == '.'
        || c == '+'
        || c == '-';
  }
}
