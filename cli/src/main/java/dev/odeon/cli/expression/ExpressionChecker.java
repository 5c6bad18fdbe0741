package dev.odeon.cli.expression;

import dev.odeon.cli.fault.Suggestion;
import java.util.ArrayList;
import java.util.List;

/// Checks that a formula refers only to what is in its [Scope], and calls networks as they are.
public final class ExpressionChecker {
  private final Scope scope;

  /// A checker for formulas in `scope`.
  public ExpressionChecker(Scope scope) {
    this.scope = scope;
  }

  /// Checks `expression`.
  ///
  /// @throws ExpressionException at the first unknown name, unknown network, wrong number of inputs
  ///   or wrong output index
  public void check(Expression expression) {
    switch (expression) {
      case Expression.Name name -> checkName(name);
      case Expression.NetworkCall call -> checkNetwork(call);
      case Expression.Literal _, Expression.Negate _, Expression.Binary _, Expression.Call _ -> {}
    }
    expression.operands().forEach(this::check);
  }

  private void checkName(Expression.Name name) {
    if (scope.names().contains(name.name()) || MathConstant.named(name.name()).isPresent()) {
      return;
    }
    if (scope.networks().containsKey(name.name())) {
      throw new ExpressionException(
          name.column(), "network '" + name.name() + "' needs its inputs in parentheses");
    }
    throw new ExpressionException(
        name.column(),
        "unknown name '" + name.name() + "'" + Suggestion.ending(name.name(), scope.names()));
  }

  private void checkNetwork(Expression.NetworkCall call) {
    Scope.NetworkShape shape = scope.networks().get(call.network());
    if (shape == null) {
      throw unknownCall(call);
    }
    if (call.arguments().size() != shape.inputs()) {
      throw new ExpressionException(
          call.column(),
          Arity.fault("network", call.network(), shape.inputs(), call.arguments().size()));
    }
    checkOutput(call, shape.outputs());
  }

  private static void checkOutput(Expression.NetworkCall call, int outputs) {
    if (call.output().isEmpty() && outputs > 1) {
      throw new ExpressionException(
          call.column(),
          "network '%s' has %d outputs; choose one by its index, [0] to [%d]"
              .formatted(call.network(), outputs, outputs - 1));
    }
    if (call.output().orElse(0) >= outputs) {
      throw new ExpressionException(
          call.column(),
          "network '%s' has no output [%d]; the last is [%d]"
              .formatted(call.network(), call.output().orElse(0), outputs - 1));
    }
  }

  private ExpressionException unknownCall(Expression.NetworkCall call) {
    if (scope.names().contains(call.network())) {
      return new ExpressionException(
          call.column(),
          "'" + call.network() + "' is not a function (a product is written with '*')");
    }
    List<String> callable = new ArrayList<>(scope.networks().keySet());
    callable.addAll(Function.names());
    return new ExpressionException(
        call.column(),
        "unknown function or network '%s'%s"
            .formatted(call.network(), Suggestion.ending(call.network(), callable)));
  }
}
