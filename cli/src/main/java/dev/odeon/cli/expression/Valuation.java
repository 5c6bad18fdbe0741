package dev.odeon.cli.expression;

import java.util.Map;

/// Gives numbers to the names of a formula, and evaluates formulas with them in double arithmetic.
@FunctionalInterface
public interface Valuation {
  /// The value of `name`.
  ///
  /// @throws IllegalArgumentException if the name is unknown
  double value(String name);

  /// The value of a network's output. Refused unless overridden.
  default double network(String network, double[] inputs, int output) {
    throw new IllegalArgumentException("network '" + network + "' has no value here");
  }

  /// A valuation by the entries of `values`, then `pi` and `e`.
  static Valuation of(Map<String, Double> values) {
    return name -> {
      Double value = values.get(name);
      if (value != null) {
        return value;
      }
      return MathConstant.named(name)
          .orElseThrow(() -> new IllegalArgumentException("'" + name + "' has no value here"))
          .value();
    };
  }

  /// The value of `expression`.
  ///
  /// @throws IllegalArgumentException if a name or network has no value
  default double evaluate(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> literal.value();
      case Expression.Name name -> value(name.name());
      case Expression.Negate negate -> -evaluate(negate.operand());
      case Expression.Binary binary ->
          binary.operator().apply(evaluate(binary.left()), evaluate(binary.right()));
      case Expression.Call call ->
          call.function().apply(call.arguments().stream().mapToDouble(this::evaluate).toArray());
      case Expression.NetworkCall call ->
          network(
              call.network(),
              call.arguments().stream().mapToDouble(this::evaluate).toArray(),
              call.output().orElse(0));
    };
  }
}
