package dev.odeon.nn.trace.hipparchus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.trace.TraceException;
import dev.odeon.nn.trace.TracedField;
import dev.odeon.nn.trace.TracedScalar;
import dev.odeon.nn.trace.Tracer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.linear.Array2DRowFieldMatrix;
import org.hipparchus.linear.FieldLUDecomposition;
import org.hipparchus.util.Binary64;
import org.hipparchus.util.FastMath;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Code that branches on a value is refused, or guarded; it is never recorded as if it did not
/// branch.
class TracedBranchTest {
  static List<Function<TracedScalar, Object>> questionsWithoutSample() {
    return List.of(
        TracedScalar::getReal,
        TracedScalar::norm,
        TracedScalar::round,
        TracedScalar::ulp,
        TracedScalar::getExponent,
        TracedScalar::hashCode,
        TracedScalar::isZero,
        TracedScalar::isNaN,
        TracedScalar::isInfinite,
        TracedScalar::isFinite,
        x -> x.equals(x.getField().getOne()),
        x -> x.is(Comparison.LT, x.newInstance(3)),
        x -> x.newInstance(3).is(Comparison.LT, x),
        x -> FastMath.max(x, x.newInstance(1)),
        TracedBranchTest::decompose);
  }

  @ParameterizedTest
  @MethodSource("questionsWithoutSample")
  void questionsWithoutSampleAreRefused(Function<TracedScalar, Object> question) {
    TracedScalar x = scalar();
    TraceException e = assertThrows(TraceException.class, () -> question.apply(x));
    assertTrue(e.getMessage().contains(" of a traced number"), e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.5, 3})
  void theValueIsRefusedEvenWithASample(double sample) {
    TraceException e =
        assertThrows(
            TraceException.class,
            () -> Recording.at(new double[] {sample}, x -> List.of(larger(x.getFirst()))));
    int line =
        Arrays.stream(e.getStackTrace())
            .filter(frame -> frame.getMethodName().equals("larger"))
            .findFirst()
            .orElseThrow()
            .getLineNumber();
    assertEquals(
        "TracedBranchTest.larger(TracedBranchTest.java:"
            + line
            + ") asks for the value of a traced number through FastMath.max, which depends on the"
            + " inputs; use operations of the field instead, or TracedScalar.is with a sample",
        e.getMessage());
  }

  private static <T extends CalculusFieldElement<T>> T larger(T x) {
    return FastMath.max(x, x.newInstance(1));
  }

  private static Object decompose(TracedScalar x) {
    Array2DRowFieldMatrix<TracedScalar> matrix = new Array2DRowFieldMatrix<>(x.getField(), 1, 1);
    matrix.setEntry(0, 0, x);
    return new FieldLUDecomposition<>(matrix);
  }

  @Test
  void aGuardHoldsExactlyWhereTheProgramWouldGoTheSameWay() {
    double[] sample = {3, 4};
    Recording recording = Recording.at(sample, x -> List.of(unit(x.get(0), x.get(1))));
    assertEquals(1, recording.where().size());
    assertTrue(
        recording.where().getFirst().startsWith("TracedBranchTest.unit(TracedBranchTest.java:"),
        recording.where().getFirst());
    assertEquals(0.6, recording.run(sample)[0]);
    assertEquals(List.of(true), recording.holds(-1, 0.5));
    assertEquals(List.of(false), recording.holds(0, -0.0));
    Recording atZero = Recording.at(new double[2], x -> List.of(unit(x.get(0), x.get(1))));
    assertEquals(List.of(true), atZero.holds(0, 0));
    assertEquals(List.of(false), atZero.holds(3, 4));
  }

  private static <T extends CalculusFieldElement<T>> T unit(T x, T y) {
    T norm = x.multiply(x).add(y.multiply(y)).sqrt();
    return norm.isZero() ? x.getField().getZero() : x.divide(norm);
  }

  @Test
  void everyAnswerIsThatOfBinary64AtTheSampleAndGuardsItself() {
    double[] numbers = {0, -0.0, 1.5, -2, Double.NaN, Double.POSITIVE_INFINITY};
    for (double sample : numbers) {
      Recording recording =
          Recording.at(
              new double[] {sample},
              x -> {
                assertEquals(answers(new Binary64(sample)), answers(x.getFirst()), "at " + sample);
                return x;
              });
      assertEquals(4, recording.where().size());
      for (double x : numbers) {
        boolean same = answers(new Binary64(x)).equals(answers(new Binary64(sample)));
        assertEquals(
            same,
            recording.holds(x).stream().allMatch(held -> held),
            "traced at " + sample + ", run at " + x);
      }
    }
  }

  private static List<Boolean> answers(CalculusFieldElement<?> x) {
    return List.of(x.isZero(), x.isNaN(), x.isInfinite(), x.isFinite());
  }

  @Test
  void samplesFollowTheArithmetic() {
    Recording recording =
        Recording.at(
            new double[] {2, 5},
            x -> {
              TracedScalar y =
                  x.get(0).hypot(x.get(1)).subtract(x.get(0).scalb(2)).remainder(x.get(1));
              double expected = FastMath.IEEEremainder(FastMath.hypot(2, 5) - 8, 5);
              assertTrue(y.is(Comparison.GT, y.newInstance(expected - 1e-14)));
              assertTrue(y.is(Comparison.LT, y.newInstance(expected + 1e-14)));
              assertFalse(y.equals(x.get(0)));
              return List.of(y);
            });
    assertEquals(List.of(true, true, true), recording.holds(2, 5));
  }

  @Test
  void knownNumbersAnswerWithoutAGuard() {
    TracedField field = new TracedField(new Tracer());
    TracedScalar two = field.constant(2);
    assertEquals(2, two.getReal());
    assertEquals(2, two.add(0.4).round());
    assertEquals(Math.ulp(2.0), two.ulp().getReal());
    assertEquals(Map.of(field.constant(2), "two"), Map.of(two, "two"));
    assertNotEquals(field.getZero(), field.constant(-0.0));
    assertTrue(field.constant(-0.0).isZero());
    assertTrue(two.is(Comparison.GE, field.getOne()));
    assertEquals("2.0", two.toString());
    assertEquals(List.of(), field.guards());
  }

  @Test
  void theAddendumIsZeroWithTheDerivativeOfTheNumber() {
    TracedScalar x = scalar();
    assertEquals(0, x.newInstance(5).getAddendum().getReal());
    assertEquals(0, Recording.of(1, y -> List.of(y.getFirst().getAddendum())).run(3)[0]);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, -2.5, 3, 1e-3, 1e9, Double.POSITIVE_INFINITY})
  void theRemainderIsThatOfIeee754(double divisor) {
    Recording recording = Recording.of(2, x -> List.of(x.get(0).remainder(x.get(1))));
    double[] numbers = {
      0, 0.3, 1.25, -1.25, 1.4999999999999998, 2.5, 3.75, -17.1, 4.5e6 + 0.1, 1e-300
    };
    for (double x : numbers) {
      assertEquals(
          StrictMath.IEEEremainder(x, divisor) + 0.0,
          recording.run(x, divisor)[0] + 0.0,
          x + " remainder " + divisor);
    }
    // A quotient that rounds to one half more than it is.
    for (int i = 1; i < 2000; i++) {
      double x = Math.nextDown((i + 0.5) * divisor);
      if (Double.isFinite(x)) {
        assertEquals(
            StrictMath.IEEEremainder(x, divisor),
            recording.run(x, divisor)[0],
            x + " remainder " + divisor);
      }
    }
    assertEquals(Double.isFinite(divisor), Double.isNaN(recording.run(1e30, divisor)[0]));
    assertTrue(Double.isNaN(recording.run(Double.NaN, divisor)[0]));
    assertTrue(Double.isNaN(recording.run(Double.NEGATIVE_INFINITY, divisor)[0]));
  }

  @Test
  void numbersOfTwoTracesDoNotMix() {
    TracedScalar x = scalar();
    TracedScalar y = scalar();
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> x.add(y));
    assertTrue(e.getMessage().contains("belongs to another trace"), e.getMessage());
    assertEquals(x.getField(), y.newInstance(1).add(x).getField(), "known numbers do");
  }

  @Test
  void onlyDoublesOfTheSameTraceBecomeNumbers() {
    Tracer tracer = new Tracer();
    TracedField field = new TracedField(tracer);
    assertMessage(
        "tensor %0: f32[] lane is not of type f64[]",
        () -> field.scalar(tracer.input(TensorType.scalar(DType.F32), Scope.PER_LANE)));
    assertMessage(
        "tensor %1: f64[] lane is not a vector",
        () -> field.split(tracer.input(TensorType.f64(), Scope.PER_LANE)));
    assertMessage(
        "samples: 1 numbers for a vector of 2",
        () -> field.split(tracer.input(TensorType.f64(2), Scope.PER_LANE), new double[1]));
    assertMessage(
        "tensor %0: f64[] lane belongs to another trace than the field",
        () -> field.scalar(new Tracer().input(TensorType.f64(), Scope.PER_LANE)));
  }

  private static void assertMessage(String expected, Runnable action) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, action::run).getMessage());
  }

  private static TracedScalar scalar() {
    Tracer tracer = new Tracer();
    return new TracedField(tracer).scalar(tracer.input(TensorType.f64(), Scope.PER_LANE));
  }
}
