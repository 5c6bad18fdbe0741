package dev.odeon.nn.trace.hipparchus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ForwardMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.trace.TracedField;
import dev.odeon.nn.trace.TracedScalar;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.analysis.differentiation.Gradient;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every operation of a field element against [Binary64] and [Gradient].
class TracedFunctionsTest {
  private static final double[] NUMBERS = {
    0.0,
    -0.0,
    0.1,
    -0.3,
    0.75,
    1,
    -1,
    2.5,
    -2.5,
    3.5,
    7,
    -11.3,
    100.25,
    -1e-5,
    1e-300,
    -1e160,
    1e300,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    Double.NaN
  };

  /// A function of two numbers of any field.
  interface Function {
    <T extends CalculusFieldElement<T>> T of(T x, T y);
  }

  /// A function of one number of any field.
  interface Single {
    <T extends CalculusFieldElement<T>> T of(T x);
  }

  /// A function under test.
  ///
  /// @param ulps how far the value may be from Hipparchus's; 0 asks for the bits, sign of zero too
  /// @param limit size of the numbers beyond which Hipparchus's own function overflows
  record Case(String name, int ulps, double limit, Function f) {
    Case(String name, int ulps, Function f) {
      this(name, ulps, Double.POSITIVE_INFINITY, f);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// Ignores its second number.
  record OfFirst(Single f) implements Function {
    @Override
    public <T extends CalculusFieldElement<T>> T of(T x, T y) {
      return f.of(x);
    }
  }

  private static Case one(String name, int ulps, Single f) {
    return new Case(name, ulps, new OfFirst(f));
  }

  static List<Case> exact() {
    return List.of(
        new Case("add", 0, TracedFunctionsTest::add),
        new Case("subtract", 0, TracedFunctionsTest::subtract),
        new Case("multiply", 0, TracedFunctionsTest::multiply),
        new Case("divide", 0, TracedFunctionsTest::divide),
        new Case("copySign", 0, FastMath::copySign),
        one("numbers", 0, TracedFunctionsTest::numbers),
        one("reciprocal", 0, TracedFunctionsTest::reciprocal),
        one("square", 0, TracedFunctionsTest::square),
        one("sqrt", 0, FastMath::sqrt),
        one("abs", 0, FastMath::abs),
        one("sign", 0, FastMath::sign),
        one("floor", 0, FastMath::floor),
        one("ceil", 0, FastMath::ceil),
        one("rint", 0, FastMath::rint),
        one("negative sign", 0, TracedFunctionsTest::negativeSign),
        one("scalb", 0, TracedFunctionsTest::scalb),
        one("scalb up", 0, TracedFunctionsTest::scalbUp),
        one("scalb down", 0, TracedFunctionsTest::scalbDown),
        one("scalb far down", 0, TracedFunctionsTest::scalbFarDown));
  }

  static List<Case> elementary() {
    return List.of(
        one("cbrt", 2, FastMath::cbrt),
        one("exp", 2, FastMath::exp),
        one("expm1", 2, FastMath::expm1),
        one("log", 2, FastMath::log),
        one("log1p", 2, FastMath::log1p),
        one("log10", 2, FastMath::log10),
        one("sin", 2, FastMath::sin),
        one("cos", 2, FastMath::cos),
        one("tan", 2, FastMath::tan),
        one("asin", 2, FastMath::asin),
        one("acos", 2, FastMath::acos),
        one("atan", 2, FastMath::atan),
        one("sinh", 4, FastMath::sinh),
        one("cosh", 4, FastMath::cosh),
        one("tanh", 4, FastMath::tanh),
        new Case("asinh", 4, 1e150, new OfFirst(FastMath::asinh)),
        new Case("acosh", 4, 1e150, new OfFirst(FastMath::acosh)),
        one("atanh", 4, FastMath::atanh),
        one("sinCos", 2, TracedFunctionsTest::sinCos),
        one("sinhCosh", 4, TracedFunctionsTest::sinhCosh),
        one("toDegrees", 2, FastMath::toDegrees),
        one("toRadians", 2, FastMath::toRadians),
        one("pow -5", 4, TracedFunctionsTest::powMinus5),
        one("pow 7", 4, TracedFunctionsTest::pow7),
        one("pow 12", 6, TracedFunctionsTest::pow12),
        one("pow 0", 0, TracedFunctionsTest::pow0),
        one("pow 100", 2, TracedFunctionsTest::pow100),
        one("pow 1.5", 2, TracedFunctionsTest::pow15),
        one("root 5", 2, TracedFunctionsTest::root5),
        one("root 6", 2, TracedFunctionsTest::root6),
        new Case("pow", 2, FastMath::pow),
        new Case("atan2", 2, FastMath::atan2),
        new Case("hypot", 2, FastMath::hypot));
  }

  @ParameterizedTest
  @MethodSource({"exact", "elementary"})
  void valuesAreThoseOfBinary64(Case c) {
    Recording recording = Recording.of(2, x -> List.of(c.f().of(x.get(0), x.get(1))));
    for (double x : NUMBERS) {
      for (double y : NUMBERS) {
        double expected = c.f().of(new Binary64(x), new Binary64(y)).getReal();
        if (Math.abs(x) <= c.limit() || Double.isNaN(x)) {
          compare(c, expected, recording.run(x, y)[0], c + " of (" + x + ", " + y + ")");
        }
      }
    }
  }

  private static void compare(Case c, double expected, double actual, String what) {
    if (c.ulps() == 0 || !Double.isFinite(expected)) {
      assertEquals(expected, actual, what);
    } else {
      double error = Math.abs(expected - actual) / Math.ulp(expected);
      assertTrue(
          error <= c.ulps(),
          what + " is " + actual + ", expected is " + expected + ", " + error + " ulps away");
    }
  }

  /// To the bit where IEEE 754 defines the function, else within the error of a function.
  @ParameterizedTest
  @MethodSource({"exact", "elementary"})
  void knownNumbersAreThoseOfTracedOnes(Case c) {
    Tracer tracer = new Tracer();
    TracedField field = new TracedField(tracer);
    for (double y : NUMBERS) {
      Recording recording =
          Recording.of(1, x -> List.of(c.f().of(x.getFirst(), x.getFirst().newInstance(y))));
      for (double x : NUMBERS) {
        TracedScalar known = c.f().of(field.constant(x), field.constant(y));
        compare(c, known.getReal(), recording.run(x)[0], c + " of (" + x + ", " + y + ")");
      }
    }
    assertTrue(tracer.graph("nothing", List.of()).equations().isEmpty(), "known numbers stay out");
  }

  @ParameterizedTest
  @MethodSource({"exact", "elementary"})
  void derivativesAreThoseOfGradient(Case c) {
    Graph graph = Recording.of(2, x -> List.of(c.f().of(x.get(0), x.get(1)))).graph();
    for (double[] at :
        new double[][] {{0.3, 0.7}, {0.4, 0.4}, {1.75, -0.6}, {-0.8, 1.3}, {2.6, 3}}) {
      Gradient expected = c.f().of(Gradient.variable(2, 0, at[0]), Gradient.variable(2, 1, at[1]));
      if (Double.isFinite(expected.getReal())) {
        for (int i = 0; i < 2; i++) {
          double partial = expected.getPartialDerivative(i);
          assertEquals(
              partial,
              derivative(graph, at, i),
              1e-13 * Math.abs(partial) + 1e-300,
              c + " for argument " + i + " at (" + at[0] + ", " + at[1] + ")");
        }
      }
    }
  }

  private static double derivative(Graph graph, double[] at, int i) {
    double[] tangent = new double[2];
    tangent[i] = 1;
    double[][] outputs = {new double[1], new double[1]};
    new ReferenceBackend()
        .compile(ForwardMode.jvp(graph, List.of(0)))
        .run(new double[][] {at, tangent}, outputs, 1);
    return outputs[1][0];
  }

  private static <T extends CalculusFieldElement<T>> T add(T x, T y) {
    return x.add(y);
  }

  private static <T extends CalculusFieldElement<T>> T subtract(T x, T y) {
    return x.subtract(y);
  }

  private static <T extends CalculusFieldElement<T>> T multiply(T x, T y) {
    return x.multiply(y);
  }

  private static <T extends CalculusFieldElement<T>> T divide(T x, T y) {
    return x.divide(y);
  }

  private static <T extends CalculusFieldElement<T>> T numbers(T x) {
    return x.add(0.5).subtract(0.25).multiply(1.25).multiply(3).divide(7.0).negate();
  }

  private static <T extends CalculusFieldElement<T>> T reciprocal(T x) {
    return x.reciprocal();
  }

  private static <T extends CalculusFieldElement<T>> T square(T x) {
    return x.square();
  }

  private static <T extends CalculusFieldElement<T>> T negativeSign(T x) {
    return x.copySign(-2.0);
  }

  private static <T extends CalculusFieldElement<T>> T scalb(T x) {
    return x.scalb(-3).add(x.scalb(4));
  }

  private static <T extends CalculusFieldElement<T>> T scalbUp(T x) {
    return x.scalb(1700);
  }

  private static <T extends CalculusFieldElement<T>> T scalbDown(T x) {
    return x.scalb(-1060);
  }

  private static <T extends CalculusFieldElement<T>> T scalbFarDown(T x) {
    return x.scalb(-2050);
  }

  private static <T extends CalculusFieldElement<T>> T sinCos(T x) {
    return FastMath.sinCos(x).sin();
  }

  private static <T extends CalculusFieldElement<T>> T sinhCosh(T x) {
    return FastMath.sinhCosh(x).cosh();
  }

  private static <T extends CalculusFieldElement<T>> T powMinus5(T x) {
    return x.pow(-5);
  }

  private static <T extends CalculusFieldElement<T>> T pow7(T x) {
    return x.pow(7.0);
  }

  private static <T extends CalculusFieldElement<T>> T pow12(T x) {
    return x.pow(12);
  }

  private static <T extends CalculusFieldElement<T>> T pow0(T x) {
    return x.pow(0);
  }

  private static <T extends CalculusFieldElement<T>> T pow100(T x) {
    return x.pow(100);
  }

  private static <T extends CalculusFieldElement<T>> T pow15(T x) {
    return x.pow(1.5);
  }

  private static <T extends CalculusFieldElement<T>> T root5(T x) {
    return x.rootN(5);
  }

  private static <T extends CalculusFieldElement<T>> T root6(T x) {
    return x.rootN(6);
  }
}
