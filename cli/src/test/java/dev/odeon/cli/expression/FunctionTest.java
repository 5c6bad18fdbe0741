package dev.odeon.cli.expression;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FunctionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "exp(1) | 2.718281828459045",
        "expm1(1e-10) | 1.00000000005e-10",
        "log(2) | 0.6931471805599453",
        "log1p(1e-10) | 9.9999999995e-11",
        "log10(1000) | 3",
        "sqrt(2) | 1.4142135623730951",
        "cbrt(-27) | -3",
        "abs(-2.5) | 2.5",
        "sign(-3) | -1",
        "sign(0) | 0",
        "sin(pi/6) | 0.5",
        "cos(pi/3) | 0.5",
        "tan(pi/4) | 1",
        "asin(0.5) | 0.5235987755982989",
        "acos(0.5) | 1.0471975511965979",
        "atan(1) | 0.7853981633974483",
        "atan2(-1, -1) | -2.356194490192345",
        "sinh(1) | 1.1752011936438014",
        "cosh(1) | 1.543080634815244",
        "tanh(0.5) | 0.46211715726000973",
        "asinh(1) | 0.881373587019543",
        "asinh(-1e-8) | -1e-8",
        "asinh(1e200) | 461.2101657793691",
        "acosh(2) | 1.3169578969248166",
        "atanh(0.5) | 0.5493061443340549",
        "min(2, -3) | -3",
        "max(2, -3) | 2",
        "pow(2, 0.5) | 1.4142135623730951",
        "floor(-1.5) | -2",
        "logistic(0) | 0.5",
        "logistic(-800) | 0",
        "softplus(0) | 0.6931471805599453",
        "softplus(800) | 800",
        "softplus(-50) | 1.9287498479639178e-22"
      })
  void hasItsTabulatedValue(String text, double value) {
    double found = Valuation.of(Map.of()).evaluate(ExpressionParser.parse(text));
    assertEquals(value, found, 4e-15 * Math.abs(value), text);
  }

  @Test
  void hyperbolicInversesInvert() {
    for (double x = -3; x <= 3; x += 0.125) {
      assertEquals(x, Function.ASINH.apply(Math.sinh(x)), 1e-15 * 4, "asinh at " + x);
      assertEquals(Math.abs(x), Function.ACOSH.apply(Math.cosh(x)), 2e-14, "acosh at " + x);
      assertEquals(x, Function.ATANH.apply(Math.tanh(x)), 2e-14, "atanh at " + x);
    }
  }
}
