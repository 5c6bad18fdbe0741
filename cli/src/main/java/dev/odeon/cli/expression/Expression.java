package dev.odeon.cli.expression;

import java.util.List;
import java.util.OptionalInt;

/// A formula as a tree. `column` is the 1-based column, in the formula's text, of the first
/// character (of the operator sign, for [Binary] and [Negate]); it is 0 in trees that were not
/// parsed.
public sealed interface Expression {
  /// Where the node stands in the formula's text, counted from 1.
  int column();

  /// A number, finite and not negative (a sign is [Negate]).
  record Literal(double value, int column) implements Expression {
    /// Refuses values that no text denotes.
    public Literal {
      if (!(value >= 0 && value <= Double.MAX_VALUE)) {
        throw new IllegalArgumentException("value must be finite and not negative, was " + value);
      }
    }
  }

  /// A state, parameter, constant, derived quantity, `t`, or (unless shadowed) `pi` or `e`.
  record Name(String name, int column) implements Expression {}

  /// `-operand`.
  record Negate(Expression operand, int column) implements Expression {}

  /// `left operator right`.
  record Binary(Operator operator, Expression left, Expression right, int column)
      implements Expression {}

  /// One of the usual functions, with as many arguments as it takes.
  record Call(Function function, List<Expression> arguments, int column) implements Expression {
    /// Checks the number of arguments.
    public Call {
      arguments = List.copyOf(arguments);
      if (arguments.size() != function.arity()) {
        throw new IllegalArgumentException(
            function.text() + " takes " + function.arity() + " arguments, not " + arguments.size());
      }
    }
  }

  /// A call of a network, `net(x, y)[0]`; without an index the network's only output.
  record NetworkCall(String network, List<Expression> arguments, OptionalInt output, int column)
      implements Expression {
    /// Copies the arguments.
    public NetworkCall {
      arguments = List.copyOf(arguments);
    }
  }

  /// The direct operands, left to right.
  default List<Expression> operands() {
    return switch (this) {
      case Literal _, Name _ -> List.of();
      case Negate negate -> List.of(negate.operand());
      case Binary binary -> List.of(binary.left(), binary.right());
      case Call call -> call.arguments();
      case NetworkCall call -> call.arguments();
    };
  }

  /// The same tree with every column 0, so that trees of differently spaced texts are equal.
  default Expression withoutColumns() {
    return switch (this) {
      case Literal literal -> new Literal(literal.value(), 0);
      case Name name -> new Name(name.name(), 0);
      case Negate negate -> new Negate(negate.operand().withoutColumns(), 0);
      case Binary binary ->
          new Binary(
              binary.operator(),
              binary.left().withoutColumns(),
              binary.right().withoutColumns(),
              0);
      case Call call -> new Call(call.function(), withoutColumns(call.arguments()), 0);
      case NetworkCall call ->
          new NetworkCall(call.network(), withoutColumns(call.arguments()), call.output(), 0);
    };
  }

  private static List<Expression> withoutColumns(List<Expression> expressions) {
    return expressions.stream().map(Expression::withoutColumns).toList();
  }
}
