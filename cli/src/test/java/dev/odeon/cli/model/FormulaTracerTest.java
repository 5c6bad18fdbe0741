package dev.odeon.cli.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.odeon.cli.expression.Expression;
import dev.odeon.cli.expression.ExpressionParser;
import dev.odeon.cli.expression.Function;
import dev.odeon.cli.expression.Operator;
import dev.odeon.cli.expression.Valuation;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A formula traced and run is the formula evaluated, and its derivative is that of differences.
class FormulaTracerTest {
  private static final Expression X = new Expression.Name("x", 0);
  private static final Expression Y = new Expression.Name("y", 0);

  private static double evaluated(Expression formula, double x, double y) {
    return Valuation.of(Map.of("x", x, "y", y)).evaluate(formula);
  }

  /// Arguments inside the function's domain, away from its kinks.
  private static double argument(Function function, SplittableRandom random) {
    return switch (function) {
      case LOG, LOG10, SQRT, POW -> random.nextDouble(0.05, 5);
      case LOG1P -> random.nextDouble(-0.9, 5);
      case ASIN, ACOS, ATANH -> random.nextDouble(-0.95, 0.95);
      case ACOSH -> random.nextDouble(1.1, 5);
      case TAN -> random.nextDouble(-1.4, 1.4);
      case ABS, SIGN, CBRT -> random.nextDouble(0.1, 5) * (random.nextBoolean() ? 1 : -1);
      case FLOOR -> random.nextInt(-5, 5) + random.nextDouble(0.1, 0.9);
      case EXP,
          EXPM1,
          SIN,
          COS,
          ATAN,
          ATAN2,
          SINH,
          COSH,
          TANH,
          ASINH,
          MIN,
          MAX,
          LOGISTIC,
          SOFTPLUS ->
          random.nextDouble(-5, 5);
    };
  }

  private static Expression call(Function function) {
    return new Expression.Call(function, function.arity() == 1 ? List.of(X) : List.of(X, Y), 0);
  }

  @ParameterizedTest
  @EnumSource(Function.class)
  void aFunctionHasItsValueAndItsDerivatives(Function function) {
    SplittableRandom random = new SplittableRandom(function.text().hashCode());
    Expression formula = call(function);
    TracedFormula traced = TracedFormula.of(formula);
    for (int i = 0; i < 200; i++) {
      double x = argument(function, random);
      double y = argument(function, random);
      if (function.arity() == 2 && Math.abs(x - y) < 0.01) {
        continue;
      }
      String where = function.text() + " at " + x + ", " + y;
      double value = evaluated(formula, x, y);
      TracedFormula.At at = traced.at(x, y);
      assertEquals(value, at.value(), 8 * Math.ulp(value), where);
      double h = 1e-3;
      double dx = slope(s -> evaluated(formula, x + s, y), h);
      double dy = slope(s -> evaluated(formula, x, y + s), h);
      assertEquals(dx, at.dx(), 1e-7 * (1 + Math.abs(dx)), where);
      assertEquals(dy, at.dy(), 1e-7 * (1 + Math.abs(dy)), where);
    }
  }

  private interface Line {
    double at(double s);
  }

  /// A derivative at 0 by differences of order 6.
  private static double slope(Line f, double h) {
    double one = f.at(h) - f.at(-h);
    double two = f.at(2 * h) - f.at(-2 * h);
    double three = f.at(3 * h) - f.at(-3 * h);
    return (45 * one - 9 * two + three) / (60 * h);
  }

  @ParameterizedTest
  @CsvSource({
    "x^2, -3, 9, -6",
    "-x^2, 3, -9, -6",
    "x^-1, -2, -0.5, -0.25",
    "x^3, -2, -8, 12",
    "x^0, 0, 1, 0",
    "x^1, -2, -2, 1",
    "x^2, 0, 0, 0",
    "2^x, 3, 8, 5.545177444479562",
    "2^3^x, 1, 8, 18.276000250051414",
    "2 - x - 1, 5, -4, -1",
    "8/x/2, 2, 2, -1",
    "x - (2 - x), 3, 4, 2",
    "'pow(x, 2)', -3, 9, -6",
    "'pow(x, y)', 3, 1, 0",
    "pi*e - pi*e + x, 3, 3, 1",
    "7, 3, 7, 0"
  })
  void precedenceSignsAndWholePowersAreThoseOfAlgebra(
      String text, double x, double value, double slope) {
    TracedFormula.At at = TracedFormula.of(ExpressionParser.parse(text)).at(x, 0);
    assertEquals(value, at.value(), 1e-15 * Math.abs(value), text);
    assertEquals(slope, at.dx(), 4e-15 * Math.abs(slope), text);
  }

  @Test
  void treesOfExactlyRoundedOperationsHaveTheSameBits() {
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < 300; i++) {
      Expression formula = tree(random, 6);
      TracedFormula traced = TracedFormula.of(formula);
      for (int point = 0; point < 5; point++) {
        double x = random.nextDouble(-3, 3);
        double y = random.nextDouble(-3, 3);
        double value = evaluated(formula, x, y);
        assertEquals(value, traced.at(x, y).value(), formula + " at " + x + ", " + y);
      }
    }
  }

  private static Expression tree(SplittableRandom random, int depth) {
    if (depth == 0 || random.nextInt(8) == 0) {
      return switch (random.nextInt(3)) {
        case 0 -> X;
        case 1 -> Y;
        default -> new Expression.Literal(random.nextInt(1, 9), 0);
      };
    }
    Expression left = tree(random, depth - 1);
    Expression right = tree(random, depth - 1);
    return switch (random.nextInt(8)) {
      case 0, 1 -> new Expression.Binary(Operator.ADD, left, right, 0);
      case 2 -> new Expression.Binary(Operator.SUBTRACT, left, right, 0);
      case 3, 4 -> new Expression.Binary(Operator.MULTIPLY, left, right, 0);
      case 5 -> new Expression.Binary(Operator.DIVIDE, left, right, 0);
      case 6 -> new Expression.Negate(left, 0);
      default -> new Expression.Call(Function.MAX, List.of(left, right), 0);
    };
  }
}
