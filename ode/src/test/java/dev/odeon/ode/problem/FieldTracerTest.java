package dev.odeon.ode.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.TraceException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.hipparchus.CalculusFieldElement;
import org.hipparchus.util.MathArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FieldTracerTest {
  /// dy/dt = p0 y + p1 cos t, one component.
  private static <T extends CalculusFieldElement<T>> T[] forced(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    dot[0] = p[0].multiply(y[0]).add(p[1].multiply(t.cos()));
    return dot;
  }

  /// Asks the same question twice, of the state, and one of a parameter.
  private static <T extends CalculusFieldElement<T>> T[] asking(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    T below = y[0].sign().add(1);
    dot[0] = below.isZero() ? y[0].negate() : y[0];
    dot[0] = below.isZero() ? dot[0].add(1) : dot[0];
    dot[0] = p[0].isZero() ? dot[0] : dot[0].multiply(p[0]);
    return dot;
  }

  private static <T extends CalculusFieldElement<T>> T[] constant(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    dot[0] = t.getField().getOne();
    return dot;
  }

  private static <T extends CalculusFieldElement<T>> T[] twoOfThem(T t, T[] y, T[] p) {
    return MathArrays.buildArray(t.getField(), 2);
  }

  @SuppressWarnings("NullAway")
  private static <T extends CalculusFieldElement<T>> T[] missing(T t, T[] y, T[] p) {
    T[] dot = MathArrays.buildArray(t.getField(), 1);
    dot[0] = null;
    return dot;
  }

  private static double[][] run(FieldGraph field, double[]... inputs) {
    double[][] outputs = new double[1 + field.guards().size()][1];
    new ReferenceBackend().compile(field.graph()).run(inputs, outputs, 1);
    return outputs;
  }

  @Test
  void theGraphIsThatOfTheSameFieldInTensors() {
    FieldGraph traced =
        FieldTracer.of("forced", 1).shared("rate").perLane("force").trace(FieldTracerTest::forced);
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("rate", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("force", new ValueType(TensorType.f64(), Scope.PER_LANE));
    assertEquals(List.of("rate", "force"), traced.parameterNames());
    assertEquals(List.copyOf(types.values()), traced.parameterTypes());
    FieldGraph tensors =
        FieldGraph.trace(
            "forced",
            (t, y, p) -> p.get("rate").times(y).plus(p.get("force").times(t.cos())),
            1,
            types);
    double[][] in = {{0.7}, {-1.3}, {0.3}, {2}};
    assertEquals(run(tensors, in)[0][0], run(traced, in)[0][0]);
    assertEquals(-1.3 * 0.3 + 2 * Math.cos(0.7), run(traced, in)[0][0], 1e-15);
  }

  @Test
  void aSampleThatNothingAsksForChangesNothing() {
    FieldTracer tracer = FieldTracer.of("forced", 1).shared("rate").perLane("force");
    FieldSample sample = FieldSample.at(1, new double[] {2}, 3, 4);
    FieldGraph sampled = tracer.sampled(sample).trace(FieldTracerTest::forced);
    assertEquals(tracer.trace(FieldTracerTest::forced), sampled);
    assertEquals(List.of(), sampled.guards());
  }

  @Test
  void eachQuestionIsOneGuardThatTellsWhereTheAnswerStands() {
    FieldGraph field =
        FieldTracer.of("asking", 1)
            .shared("scale")
            .sampled(FieldSample.at(0, new double[] {1}, 0.0))
            .trace(FieldTracerTest::asking);
    assertEquals(2, field.guards().size(), "the question asked twice is one guard");
    for (String where : field.guards()) {
      assertTrue(where.startsWith("FieldTracerTest.asking(FieldTracerTest.java:"), where);
    }
    double[][] same = run(field, new double[] {5}, new double[] {3}, new double[] {0});
    assertEquals(List.of(3.0, 1.0, 1.0), Arrays.stream(same).map(out -> out[0]).toList());
    double[][] other = run(field, new double[] {5}, new double[] {-3}, new double[] {2});
    assertEquals(List.of(0.0, 0.0), List.of(other[1][0], other[2][0]));
  }

  @Test
  void questionsWithoutASampleAreRefused() {
    TraceException e =
        assertThrows(
            TraceException.class,
            () -> FieldTracer.of("asking", 1).shared("scale").trace(FieldTracerTest::asking));
    assertTrue(
        e.getMessage().startsWith("FieldTracerTest.asking(FieldTracerTest.java:"), e::getMessage);
  }

  @Test
  void aConstantDerivativeIsOneOfEveryLane() {
    FieldGraph field = FieldTracer.of("one", 1).trace(FieldTracerTest::constant);
    assertEquals(Scope.PER_LANE, field.graph().outputs().getFirst().scope());
    assertEquals(1, run(field, new double[1], new double[1])[0][0]);
  }

  private static String refusal(Runnable code) {
    return assertThrows(IllegalArgumentException.class, code::run).getMessage();
  }

  @Test
  void badInputIsRefusedBeforeAnyTrace() {
    FieldTracer one = FieldTracer.of("f", 1).shared("a");
    assertEquals("dimension 0 of the state is below 1", refusal(() -> FieldTracer.of("f", 0)));
    assertEquals("parameter 'a' is declared twice", refusal(() -> one.perLane("a")));
    assertEquals(
        "sample of 2 state components and 1 parameters for field f of dimension 1 with parameters"
            + " [a]",
        refusal(
            () ->
                one.sampled(FieldSample.at(0, new double[2], 1)).trace(FieldTracerTest::constant)));
    assertEquals(
        "sample of 1 state components and 0 parameters for field f of dimension 1 with parameters"
            + " [a]",
        refusal(
            () -> one.sampled(FieldSample.at(0, new double[1])).trace(FieldTracerTest::constant)));
    assertEquals(
        "field f: 2 derivatives for a state of 1",
        refusal(() -> one.trace(FieldTracerTest::twoOfThem)));
    assertEquals(
        "field f: derivative 0 is null", refusal(() -> one.trace(FieldTracerTest::missing)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY})
  void samplesAreFinite(double odd) {
    double[] y = {1, odd};
    assertEquals(
        "sample t is " + odd + ", not finite", refusal(() -> FieldSample.at(odd, new double[1])));
    assertEquals("sample y[1] is " + odd + ", not finite", refusal(() -> FieldSample.at(0, y)));
    assertEquals(
        "sample p[0] is " + odd + ", not finite",
        refusal(() -> FieldSample.at(0, new double[1], odd)));
  }
}
