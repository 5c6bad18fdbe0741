package dev.odeon.cli.expression;

import java.util.List;
import java.util.stream.Collectors;

/// Prints a formula with the fewest parentheses; the text parses back to an equal tree.
public final class ExpressionPrinter {
  private static final int SUM = 1;
  private static final int SIGNED = 3;
  private static final int PRIMARY = 5;

  private ExpressionPrinter() {}

  /// The text of `expression`.
  public static String print(Expression expression) {
    return print(expression, SUM);
  }

  private static String print(Expression expression, int weakest) {
    String text =
        switch (expression) {
          case Expression.Literal literal -> number(literal.value());
          case Expression.Name name -> name.name();
          case Expression.Negate negate -> "-" + print(negate.operand(), SIGNED);
          case Expression.Binary binary -> print(binary);
          case Expression.Call call -> call.function().text() + arguments(call.arguments());
          case Expression.NetworkCall call -> print(call);
        };
    return precedence(expression) < weakest ? "(" + text + ")" : text;
  }

  private static String number(double value) {
    boolean whole = value == Math.rint(value) && value < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static String print(Expression.Binary binary) {
    int own = binary.operator().precedence();
    String sign = binary.operator().sign();
    return switch (binary.operator()) {
      case ADD, SUBTRACT, MULTIPLY, DIVIDE ->
          print(binary.left(), own) + " " + sign + " " + print(binary.right(), own + 1);
      case POWER -> print(binary.left(), PRIMARY) + sign + print(binary.right(), SIGNED);
    };
  }

  private static String print(Expression.NetworkCall call) {
    String text = call.network() + arguments(call.arguments());
    return call.output().isPresent() ? text + "[" + call.output().getAsInt() + "]" : text;
  }

  private static String arguments(List<Expression> arguments) {
    return arguments.stream()
        .map(ExpressionPrinter::print)
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static int precedence(Expression expression) {
    return switch (expression) {
      case Expression.Binary binary -> binary.operator().precedence();
      case Expression.Negate _ -> SIGNED;
      case Expression.Literal _, Expression.Name _, Expression.Call _, Expression.NetworkCall _ ->
          PRIMARY;
    };
  }
}
