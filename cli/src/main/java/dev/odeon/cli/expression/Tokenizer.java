package dev.odeon.cli.expression;

import java.util.ArrayList;
import java.util.List;

/// Splits a formula's text into [Token]s.
final class Tokenizer {
  private static final String SIGNS = "+-*/^(),[]";

  private final String text;
  private final List<Token> tokens = new ArrayList<>();
  private int at;

  private Tokenizer(String text) {
    this.text = text;
  }

  static List<Token> split(String text) {
    Tokenizer tokenizer = new Tokenizer(text);
    while (tokenizer.at < text.length()) {
      tokenizer.next();
    }
    tokenizer.tokens.add(new Token(Token.Kind.END, "", text.length() + 1));
    return tokenizer.tokens;
  }

  private void next() {
    char c = text.charAt(at);
    if (Character.isWhitespace(c)) {
      at++;
    } else if (isDigit(c) || c == '.') {
      add(Token.Kind.NUMBER, numberEnd());
    } else if (isNameStart(c)) {
      add(Token.Kind.NAME, nameEnd());
    } else if (text.startsWith("**", at)) {
      tokens.add(new Token(Token.Kind.SIGN, "^", at + 1));
      at += 2;
    } else if (SIGNS.indexOf(c) >= 0) {
      add(Token.Kind.SIGN, at + 1);
    } else {
      String character = Character.toString(text.codePointAt(at));
      throw new ExpressionException(at + 1, "unexpected character '" + character + "'");
    }
  }

  private void add(Token.Kind kind, int end) {
    tokens.add(new Token(kind, text.substring(at, end), at + 1));
    at = end;
  }

  private int nameEnd() {
    int end = at;
    while (end < text.length() && (isNameStart(text.charAt(end)) || isDigit(text.charAt(end)))) {
      end++;
    }
    return end;
  }

  private int numberEnd() {
    int end = digitsEnd(at);
    if (end < text.length() && text.charAt(end) == '.') {
      end = digitsEnd(end + 1);
    }
    if (end == at + 1 && text.charAt(at) == '.') {
      throw new ExpressionException(at + 1, "unexpected '.'");
    }
    return exponentEnd(end);
  }

  /// An `e` that no digits follow is left for the next token, so that `2e` reads as 2 and a name.
  private int exponentEnd(int end) {
    if (end == text.length() || (text.charAt(end) != 'e' && text.charAt(end) != 'E')) {
      return end;
    }
    int digits = end + 1;
    if (digits < text.length() && "+-".indexOf(text.charAt(digits)) >= 0) {
      digits++;
    }
    int exponentEnd = digitsEnd(digits);
    return exponentEnd > digits ? exponentEnd : end;
  }

  private int digitsEnd(int from) {
    int end = from;
    while (end < text.length() && isDigit(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isNameStart(char c) {
    return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_';
  }
}
