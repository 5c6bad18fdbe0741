package dev.odeon.nn.graph;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A function of the user's own on plain arrays, one trajectory at a time: a [CustomFunction] from
/// lambdas.
///
/// ```
/// UserFunction cube =
///     UserFunction.of("cube", List.of(TensorType.f64(3)), List.of(TensorType.f64(3)),
///             (in, out) -> out[0][0] = ...)
///         .withVjp((in, out) -> ...)   // in: x, cotangent of y; out: cotangent of x
///         .withJvp((in, out) -> ...);  // in: x, tangent of x; out: tangent of y
/// Tensor y = tracer.apply1(new Op.Custom(cube), x);
/// ```
///
/// Its rules are user functions too. Give [#withVjp(UserFunction)] one with rules of its own to
/// differentiate again. Operands and results are numbers, `f64` or `f32`. Immutable; two user
/// functions are equal only if they are the same object.
public final class UserFunction implements CustomFunction {
  /// Numbers from numbers, of one trajectory.
  @FunctionalInterface
  public interface Body {
    /// Computes the results.
    ///
    /// @param in one array an operand, row-major, read
    /// @param out one array a result, row-major, zeros to begin with, written
    void compute(double[][] in, double[][] out);
  }

  private final String name;
  private final List<TensorType> operands;
  private final List<TensorType> results;
  private final Body body;
  private final @Nullable UserFunction vjp;
  private final @Nullable UserFunction jvp;

  private UserFunction(
      String name,
      List<TensorType> operands,
      List<TensorType> results,
      Body body,
      @Nullable UserFunction vjp,
      @Nullable UserFunction jvp) {
    this.name = name;
    this.operands = List.copyOf(operands);
    this.results = List.copyOf(results);
    this.body = body;
    this.vjp = vjp;
    this.jvp = jvp;
  }

  /// A function without derivatives.
  ///
  /// @param name for graph text and messages: a word of letters, digits, `_` and `.`
  /// @param operands types of the operands
  /// @param results types of the results
  /// @param body pure; called once a lane, by one thread at a time for each executable
  public static UserFunction of(
      String name, List<TensorType> operands, List<TensorType> results, Body body) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_.]*")) {
      throw new IllegalArgumentException("name '" + name + "' of a function is not a word");
    }
    requireNumbers(name, "operand", operands);
    requireNumbers(name, "result", results);
    return new UserFunction(name, operands, results, body, null, null);
  }

  private static void requireNumbers(String name, String what, List<TensorType> types) {
    for (int i = 0; i < types.size(); i++) {
      if (!types.get(i).dtype().isFloating()) {
        throw new IllegalArgumentException(
            name + ": " + what + " " + i + " of type " + types.get(i) + " is not a number");
      }
    }
  }

  /// This function with a rule for reverse mode.
  ///
  /// @param rule reads the operands, then the cotangents w of the results; writes the cotangents of
  ///   the operands, `J^T w`
  public UserFunction withVjp(Body rule) {
    return withVjp(of(name + ".vjp", vjpOperands(), operands, rule));
  }

  /// This function with a rule for reverse mode that may have rules of its own.
  ///
  /// @throws IllegalArgumentException if its operands are not the operands and results of this, or
  ///   its results not the operands
  public UserFunction withVjp(UserFunction rule) {
    rule.require(name + ".vjp", vjpOperands(), operands);
    return new UserFunction(name, operands, results, body, rule, jvp);
  }

  /// This function with a rule for forward mode.
  ///
  /// @param rule reads the operands, then their tangents v; writes the tangents of the results, `J
  ///   v`
  public UserFunction withJvp(Body rule) {
    return withJvp(of(name + ".jvp", jvpOperands(), results, rule));
  }

  /// This function with a rule for forward mode that may have rules of its own.
  ///
  /// @throws IllegalArgumentException if its operands are not those of this twice, or its results
  ///   not those of this
  public UserFunction withJvp(UserFunction rule) {
    rule.require(name + ".jvp", jvpOperands(), results);
    return new UserFunction(name, operands, results, body, vjp, rule);
  }

  private List<TensorType> vjpOperands() {
    List<TensorType> types = new ArrayList<>(operands);
    types.addAll(results);
    return types;
  }

  private List<TensorType> jvpOperands() {
    List<TensorType> types = new ArrayList<>(operands);
    types.addAll(operands);
    return types;
  }

  private void require(String rule, List<TensorType> from, List<TensorType> to) {
    if (!operands.equals(from) || !results.equals(to)) {
      throw new IllegalArgumentException(
          rule + " takes " + from + " to " + to + ", but " + name + " takes " + operands + " to "
              + results);
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<ValueType> infer(List<ValueType> actual) {
    List<TensorType> types = actual.stream().map(ValueType::type).toList();
    if (!types.equals(operands)) {
      throw new IllegalArgumentException(name + ": takes " + operands + ", got " + types);
    }
    Scope scope = TypeRules.joinScopes(actual);
    return results.stream().map(type -> new ValueType(type, scope)).toList();
  }

  @Override
  public CustomFunction vjp() {
    return required(vjp, "reverse", "withVjp");
  }

  @Override
  public CustomFunction jvp() {
    return required(jvp, "forward", "withJvp");
  }

  private CustomFunction required(@Nullable UserFunction rule, String mode, String method) {
    if (rule == null) {
      throw new UnsupportedOperationException(
          name + ": has no rule for " + mode + " mode; give it one by " + method);
    }
    return rule;
  }

  @Override
  public CustomKernel bind(List<ValueType> actual) {
    return new UserKernel(operands, results, actual.stream().map(ValueType::scope).toList(), body);
  }

  /// The name and the types.
  @Override
  public String toString() {
    return name + operands + " -> " + results;
  }
}
