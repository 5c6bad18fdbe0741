package dev.odeon.nn.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.GraphParser;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tracer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class GradientCheckTest {
  private static final TensorType VECTOR = TensorType.f64(2);
  private static final TensorType SCALAR = TensorType.f64();

  /// Friction, `y = -c |v| v`, with c a scalar.
  private static final UserFunction FRICTION =
      UserFunction.of(
              "friction",
              List.of(SCALAR, VECTOR),
              List.of(VECTOR),
              (in, out) -> {
                double speed = Math.hypot(in[1][0], in[1][1]);
                for (int i = 0; i < 2; i++) {
                  out[0][i] = -in[0][0] * speed * in[1][i];
                }
              })
          .withVjp(
              (in, out) -> {
                double[] v = in[1];
                double[] w = in[2];
                double speed = Math.hypot(v[0], v[1]);
                double along = w[0] * v[0] + w[1] * v[1];
                out[0][0] = -speed * along;
                for (int i = 0; i < 2; i++) {
                  out[1][i] = -in[0][0] * (speed * w[i] + along * v[i] / speed);
                }
              })
          .withJvp(
              (in, out) -> {
                double[] v = in[1];
                double[] dv = in[3];
                double speed = Math.hypot(v[0], v[1]);
                double along = (dv[0] * v[0] + dv[1] * v[1]) / speed;
                for (int i = 0; i < 2; i++) {
                  out[0][i] = -in[2][0] * speed * v[i] - in[0][0] * (along * v[i] + speed * dv[i]);
                }
              });

  private static final List<ValueType> OPERANDS =
      List.of(new ValueType(SCALAR, Scope.SHARED), new ValueType(VECTOR, Scope.PER_LANE));
  private static final double[][] WHERE = {{0.7}, {1, -2, 0.5, 0.3, 1.5, -1}};

  @Test
  void aFunctionThatChangesItsMindIsRefused() {
    int[] calls = new int[1];
    UserFunction fickle =
        UserFunction.of(
                "fickle",
                List.of(SCALAR),
                List.of(SCALAR),
                (in, out) -> out[0][0] = in[0][0] + 1e-12 * calls[0]++)
            .withVjp((in, out) -> out[0][0] = in[1][0])
            .withJvp((in, out) -> out[0][0] = in[1][0]);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    GradientCheck.check(
                        fickle,
                        List.of(new ValueType(SCALAR, Scope.PER_LANE)),
                        new double[][] {{1}},
                        1))
            .getMessage();
    assertTrue(
        message.contains("output 0, element 0, lane 0 is 1.0, then 1.000000000001"), message);
  }

  @Test
  void rightRulesPass() {
    GradientReport report = GradientCheck.check(FRICTION, OPERANDS, WHERE, 3);
    report.require(1e-10);
    assertEquals(7 * 6, report.compared());
  }

  @Test
  void aUserFunctionWorksInsideAGraphAndItsText() {
    Graph loss =
        Tracer.trace(
            "loss",
            OPERANDS,
            x ->
                List.of(
                    x.get(0)
                        .tracer()
                        .apply(new Op.Custom(FRICTION), x)
                        .getFirst()
                        .sum()
                        .laneSum()));
    assertEquals(loss, GraphParser.parse(loss.toString(), Map.of("friction", FRICTION)));
    GradientCheck.check(loss, WHERE, 3).require(1e-10);
    double[][] out = {new double[1], new double[1], new double[6]};
    new ReferenceBackend()
        .compile(ReverseMode.valueAndGradient(loss, List.of(0, 1)))
        .run(WHERE, out, 3);
    double expected = 0;
    for (int lane = 0; lane < 3; lane++) {
      double x = WHERE[1][lane];
      double y = WHERE[1][3 + lane];
      expected -= Math.hypot(x, y) * (x + y);
    }
    assertEquals(expected, out[1][0], 1e-15, "a shared operand gathers the sum over lanes");
  }

  @Test
  void secondDerivativesComeFromRulesOfRules() {
    UserFunction slope =
        UserFunction.of(
                "cube.vjp",
                List.of(SCALAR, SCALAR),
                List.of(SCALAR),
                (in, out) -> out[0][0] = 3 * in[0][0] * in[0][0] * in[1][0])
            .withVjp(
                (in, out) -> {
                  out[0][0] = 6 * in[0][0] * in[1][0] * in[2][0];
                  out[1][0] = 3 * in[0][0] * in[0][0] * in[2][0];
                })
            .withJvp(
                (in, out) ->
                    out[0][0] =
                        6 * in[0][0] * in[1][0] * in[2][0] + 3 * in[0][0] * in[0][0] * in[3][0]);
    UserFunction cube =
        UserFunction.of(
                "cube",
                List.of(SCALAR),
                List.of(SCALAR),
                (in, out) -> out[0][0] = in[0][0] * in[0][0] * in[0][0])
            .withVjp(slope)
            .withJvp((in, out) -> out[0][0] = 3 * in[0][0] * in[0][0] * in[1][0]);
    List<ValueType> lane = List.of(new ValueType(SCALAR, Scope.PER_LANE));
    Graph graph =
        Tracer.trace(
            "cube",
            lane,
            x -> List.of(x.getFirst().tracer().apply1(new Op.Custom(cube), x.getFirst())));
    Graph gradient = ReverseMode.vjp(graph, List.of(0));
    GradientCheck.check(gradient, new double[][] {{0.5, -2}, {1, 0.3}}, 2).require(1e-10);
  }

  @Test
  void aWrongRuleIsNamedByItsWorstElement() {
    UserFunction wrong =
        FRICTION.withVjp(
            (in, out) -> {
              out[0][0] = 100;
              out[1][0] = Double.NaN;
            });
    GradientReport report = GradientCheck.check(wrong, OPERANDS, WHERE, 3);
    assertFalse(report.isWithin(1));
    AssertionError error = assertThrows(AssertionError.class, () -> report.require(1e-6));
    String message = String.valueOf(error.getMessage());
    assertTrue(
        message.startsWith(
            "friction: reverse mode: the derivative of output 0, element 0, lane 0 for input 1,"
                + " element 0, lane 0 is NaN, by differences "),
        message);
  }

  @Test
  void singlePrecisionIsRoundedAndChecked() {
    TensorType f32 = new TensorType(DType.F32, Shape.SCALAR);
    UserFunction third =
        UserFunction.of("third", List.of(f32), List.of(f32), (in, out) -> out[0][0] = in[0][0] / 3)
            .withVjp((in, out) -> out[0][0] = in[1][0] / 3)
            .withJvp((in, out) -> out[0][0] = in[1][0] / 3);
    List<ValueType> operands = List.of(new ValueType(f32, Scope.PER_LANE));
    GradientCheck.check(third, operands, new double[][] {{1, 0.5}}, 2).require(1e-5);
    double[][] out = {new double[1]};
    third.bind(operands).run(new double[][] {{1}}, out, 1);
    assertEquals(1f / 3, out[0][0]);
  }

  @Test
  void aMissingRuleSaysHowToGiveIt() {
    UserFunction bare = UserFunction.of("bare", List.of(SCALAR), List.of(SCALAR), (in, out) -> {});
    assertEquals(
        "bare: has no rule for reverse mode; give it one by withVjp",
        assertThrows(UnsupportedOperationException.class, bare::vjp).getMessage());
    assertEquals(
        "bare: has no rule for forward mode; give it one by withJvp",
        assertThrows(UnsupportedOperationException.class, bare::jvp).getMessage());
  }

  @Test
  void argumentsThatDoNotFitAreNamed() {
    complains(
        "friction: takes [f64[], f64[2]], got [f64[2]]",
        () -> FRICTION.infer(List.of(new ValueType(VECTOR, Scope.SHARED))));
    complains(
        "name 'two words' of a function is not a word",
        () -> UserFunction.of("two words", List.of(), List.of(), (in, out) -> {}));
    complains(
        "count: operand 0 of type i32[] is not a number",
        () ->
            UserFunction.of(
                "count", List.of(TensorType.scalar(DType.I32)), List.of(), (in, out) -> {}));
    complains(
        "friction.vjp takes [f64[], f64[2], f64[2]] to [f64[], f64[2]], but friction takes [f64[],"
            + " f64[2]] to [f64[2]]",
        () -> FRICTION.withVjp(FRICTION));
    complains(
        "step 0.0 is not positive",
        () ->
            GradientCheck.check(
                Tracer.trace("f", List.of(), x -> List.of()), new double[0][], 1, 0));
    complains(
        "graph f has no floating input or no floating output",
        () ->
            GradientCheck.check(Tracer.trace("f", List.of(), x -> List.of()), new double[0][], 1));
    complains(
        "graph f has 0 inputs, got 1",
        () ->
            GradientCheck.check(Tracer.trace("f", List.of(), x -> List.of()), new double[1][], 1));
  }

  private static void complains(String message, Executable call) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, call).getMessage());
  }
}
