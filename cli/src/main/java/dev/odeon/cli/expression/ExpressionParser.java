package dev.odeon.cli.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/// Reads a formula by recursive descent; the grammar stands in the package's description.
public final class ExpressionParser {
  /// Formulas longer than this are refused.
  public static final int MAX_CHARACTERS = 20_000;

  /// Parentheses, signs, powers and calls nested deeper than this are refused.
  public static final int MAX_DEPTH = 100;

  /// Longer chains of operators are refused, because trees are walked recursively.
  static final int MAX_OPERATORS = 2_000;

  private final List<Token> tokens;
  private int at;
  private int depth;
  private int operators;

  private ExpressionParser(List<Token> tokens) {
    this.tokens = tokens;
  }

  /// The tree of `text`.
  ///
  /// @throws ExpressionException with the column of the first fault
  public static Expression parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new ExpressionException(
          MAX_CHARACTERS, "a formula may have at most " + MAX_CHARACTERS + " characters");
    }
    ExpressionParser parser = new ExpressionParser(Tokenizer.split(text));
    if (parser.peek().kind() == Token.Kind.END) {
      throw new ExpressionException(1, "the formula is empty");
    }
    Expression expression = parser.sum();
    parser.expectEnd();
    return expression;
  }

  private Expression sum() {
    Expression left = term();
    while (peek().is("+") || peek().is("-")) {
      Token sign = countedOperator();
      Operator operator = sign.is("+") ? Operator.ADD : Operator.SUBTRACT;
      left = new Expression.Binary(operator, left, term(), sign.column());
    }
    return left;
  }

  private Expression term() {
    Expression left = unary();
    while (peek().is("*") || peek().is("/")) {
      Token sign = countedOperator();
      Operator operator = sign.is("*") ? Operator.MULTIPLY : Operator.DIVIDE;
      left = new Expression.Binary(operator, left, unary(), sign.column());
    }
    return left;
  }

  private Expression unary() {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException(
          peek().column(), "the formula is nested deeper than " + MAX_DEPTH + " levels");
    }
    Expression result;
    if (peek().is("-")) {
      Token sign = advance();
      result = new Expression.Negate(unary(), sign.column());
    } else if (peek().is("+")) {
      advance();
      result = unary();
    } else {
      result = power();
    }
    depth--;
    return result;
  }

  private Expression power() {
    Expression base = primary();
    if (!peek().is("^")) {
      return base;
    }
    Token sign = countedOperator();
    return new Expression.Binary(Operator.POWER, base, unary(), sign.column());
  }

  private Expression primary() {
    Token token = peek();
    return switch (token.kind()) {
      case NUMBER -> literal(advance());
      case NAME -> nameOrCall(advance());
      case SIGN, END -> parenthesised();
    };
  }

  private Expression parenthesised() {
    if (!peek().is("(")) {
      throw unexpected("a number, a name or '('");
    }
    advance();
    Expression inner = sum();
    expect(")");
    return inner;
  }

  private static Expression literal(Token token) {
    double value = Double.parseDouble(token.text());
    if (Double.isInfinite(value)) {
      throw new ExpressionException(token.column(), "the number " + token.text() + " is too large");
    }
    return new Expression.Literal(value, token.column());
  }

  private Expression nameOrCall(Token name) {
    Function function = Function.named(name.text()).orElse(null);
    if (!peek().is("(")) {
      if (function != null) {
        throw new ExpressionException(
            name.column(), "the function '" + name.text() + "' needs its arguments in parentheses");
      }
      return new Expression.Name(name.text(), name.column());
    }
    List<Expression> arguments = arguments();
    if (function == null) {
      return new Expression.NetworkCall(name.text(), arguments, outputIndex(), name.column());
    }
    if (arguments.size() != function.arity()) {
      throw new ExpressionException(
          name.column(), Arity.fault("function", name.text(), function.arity(), arguments.size()));
    }
    return new Expression.Call(function, arguments, name.column());
  }

  private List<Expression> arguments() {
    expect("(");
    List<Expression> arguments = new ArrayList<>();
    if (!peek().is(")")) {
      arguments.add(sum());
      while (peek().is(",")) {
        advance();
        arguments.add(sum());
      }
    }
    expect(")");
    return arguments;
  }

  private OptionalInt outputIndex() {
    if (!peek().is("[")) {
      return OptionalInt.empty();
    }
    advance();
    Token index = peek();
    if (!index.text().matches("[0-9]{1,6}")) {
      throw unexpected("the number of an output, counted from 0,");
    }
    advance();
    expect("]");
    return OptionalInt.of(Integer.parseInt(index.text()));
  }

  private Token peek() {
    return tokens.get(at);
  }

  private Token advance() {
    return tokens.get(at++);
  }

  private Token countedOperator() {
    if (++operators > MAX_OPERATORS) {
      throw new ExpressionException(
          peek().column(), "the formula has more than " + MAX_OPERATORS + " operators");
    }
    return advance();
  }

  private void expect(String sign) {
    if (!peek().is(sign)) {
      throw unexpected("'" + sign + "'");
    }
    advance();
  }

  private void expectEnd() {
    Token token = peek();
    if (token.kind() == Token.Kind.END) {
      return;
    }
    if (token.kind() == Token.Kind.SIGN && !token.is("(")) {
      throw unexpected("an operator or the end of the formula");
    }
    throw new ExpressionException(
        token.column(),
        "expected an operator before " + token.described() + " (a product is written with '*')");
  }

  private ExpressionException unexpected(String expected) {
    Token token = peek();
    return new ExpressionException(
        token.column(), "expected " + expected + " but found " + token.described());
  }
}
