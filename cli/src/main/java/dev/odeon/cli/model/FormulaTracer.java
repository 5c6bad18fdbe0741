package dev.odeon.cli.model;

import dev.odeon.cli.expression.Expression;
import dev.odeon.cli.expression.Function;
import dev.odeon.cli.fitfile.Formula;
import dev.odeon.nn.graph.BinaryFunction;
import dev.odeon.nn.graph.Origin;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import java.util.List;

/// Translates formulas to traced tensors, so that they are differentiated and run like any field.
record FormulaTracer(Tracer tracer, Bindings bindings) {
  /// The value of `formula`; equations that it makes name it as their origin.
  Tensor trace(Formula formula) {
    return tracer.at(new Origin(formula.label()), () -> trace(formula.expression()));
  }

  Tensor trace(Expression expression) {
    return switch (expression) {
      case Expression.Literal literal -> bindings.literal(literal.value());
      case Expression.Name name -> bindings.name(name.name());
      case Expression.Negate negate -> trace(negate.operand()).negate();
      case Expression.Binary binary -> binary(binary);
      case Expression.Call call -> call(call.function(), call.arguments());
      case Expression.NetworkCall call ->
          bindings.network(
              call.network(),
              call.arguments().stream().map(this::trace).toList(),
              call.output().orElse(0));
    };
  }

  private Tensor binary(Expression.Binary binary) {
    Tensor left = trace(binary.left());
    return switch (binary.operator()) {
      case ADD -> left.plus(trace(binary.right()));
      case SUBTRACT -> left.minus(trace(binary.right()));
      case MULTIPLY -> left.times(trace(binary.right()));
      case DIVIDE -> left.dividedBy(trace(binary.right()));
      case POWER -> power(left, binary.right());
    };
  }

  /// A whole exponent is kept a number: then the base may be negative, and no logarithm of it is
  /// taken. The power 0 is 1, with the derivative 0 at a base of 0 too.
  private Tensor power(Tensor base, Expression exponent) {
    return switch (exponent) {
      case Expression.Literal literal ->
          literal.value() == 0 ? bindings.literal(1) : base.pow(literal.value());
      case Expression.Negate(Expression.Literal literal, int _) -> base.pow(-literal.value());
      case Expression.Negate _,
          Expression.Name _,
          Expression.Binary _,
          Expression.Call _,
          Expression.NetworkCall _ ->
          base.pow(trace(exponent));
    };
  }

  private Tensor call(Function function, List<Expression> arguments) {
    Tensor x = trace(arguments.getFirst());
    return switch (function) {
      case EXP -> x.exp();
      case EXPM1 -> x.unary(UnaryFunction.EXPONENTIAL_MINUS_ONE);
      case LOG -> x.log();
      case LOG1P -> x.unary(UnaryFunction.LOG_PLUS_ONE);
      case LOG10 -> x.log().dividedBy(Math.log(10));
      case SQRT -> x.sqrt();
      case CBRT -> x.unary(UnaryFunction.CBRT);
      case ABS -> x.abs();
      case SIGN -> x.unary(UnaryFunction.SIGN);
      case SIN -> x.sin();
      case COS -> x.cos();
      case TAN -> x.unary(UnaryFunction.TAN);
      case ASIN -> x.unary(UnaryFunction.ASIN);
      case ACOS -> x.unary(UnaryFunction.ACOS);
      case ATAN -> x.unary(UnaryFunction.ATAN);
      case ATAN2 -> x.binary(BinaryFunction.ATAN2, trace(arguments.get(1)));
      case SINH -> x.unary(UnaryFunction.SINH);
      case COSH -> x.unary(UnaryFunction.COSH);
      case TANH -> x.tanh();
      case ASINH -> x.unary(UnaryFunction.ASINH);
      case ACOSH -> x.unary(UnaryFunction.ACOSH);
      case ATANH -> x.unary(UnaryFunction.ATANH);
      case MIN -> x.min(trace(arguments.get(1)));
      case MAX -> x.max(trace(arguments.get(1)));
      case POW -> power(x, arguments.get(1));
      case FLOOR -> x.unary(UnaryFunction.FLOOR);
      case LOGISTIC -> x.logistic();
      case SOFTPLUS -> x.softplus();
    };
  }
}
