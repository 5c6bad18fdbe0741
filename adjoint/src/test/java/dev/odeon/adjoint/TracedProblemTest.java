package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.StateFunction;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// dy/dt = -k t y, so y(t) = y0 exp(-k (t^2 - s^2) / 2) from time s on.
class TracedProblemTest {
  private static final VectorField FIELD = (t, y, p) -> y.times(t).times(p.get("k")).negate();

  private static final double K = 0.7;
  private static final double START = 0.3;
  private static final double END = 1.9;
  private static final double Y0 = 1.4;
  private static final double[] POINT = {K, START, END, Y0};

  private static double exact(double[] x, double t) {
    return x[3] * Math.exp(-x[0] * (t * t - x[1] * x[1]) / 2);
  }

  private static SolvePlan plan(String method, TimeSpan span, double... times) {
    return SolvePlan.of(
        (LaneMethod) Methods.named(method),
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        span,
        SaveAt.times(times));
  }

  private static TracedProblem problem(Parameters p) {
    SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
    needed.put("k", p.get("k"));
    return TracedProblem.of("decay", FIELD, p.get("y0").reshape(Shape.of(1)), needed);
  }

  /// Value and gradient with respect to (k, start, end, y0) of a loss.
  private static double[] valueAndGradient(Function<Parameters, Tensor> loss) {
    ParameterSpec.Builder builder = ParameterSpec.builder();
    for (String name : List.of("k", "start", "end", "y0")) {
      builder.add(name, Shape.SCALAR, new Constant(1));
    }
    GraphObjective objective =
        GraphObjective.of(
            builder.build(),
            List.of(new ValueType(TensorType.f64(), Scope.PER_LANE)),
            List.of(new double[1]),
            1,
            Backends.preferred(),
            (p, data) -> loss.apply(p).plus(data.get(0)).laneSum());
    double[] gradient = new double[4];
    double value = objective.valueAndGradient(POINT, gradient);
    return new double[] {value, gradient[0], gradient[1], gradient[2], gradient[3]};
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "verner8", "rodas5p"})
  void startAndEndHaveGradients(String method) {
    SolvePlan plan = plan(method, TimeSpan.of(0, 1), 1);
    double[] found =
        valueAndGradient(
            p ->
                problem(p)
                    .between(p.get("start"), p.get("end"))
                    .solve(plan)
                    .states()
                    .reshape(Shape.SCALAR));
    double y = exact(POINT, END);
    double[] expected = {
      y, -y * (END * END - START * START) / 2, y * K * START, -y * K * END, y / Y0
    };
    assertArrayEquals(expected, found, 2e-10);
  }

  @Test
  void savedStatesMoveWithTheEnds() {
    SolvePlan plan = plan("tsit5", TimeSpan.of(0, 1), 0.25);
    double[] found =
        valueAndGradient(
            p ->
                problem(p)
                    .between(p.get("start"), p.get("end"))
                    .solve(plan)
                    .states()
                    .reshape(Shape.SCALAR));
    double t = START + 0.25 * (END - START);
    double y = exact(POINT, t);
    double[] expected = {
      y, -y * (t * t - START * START) / 2, y * K * (START - 0.75 * t), -y * K * t * 0.25, y / Y0
    };
    assertArrayEquals(expected, found, 1e-8, "through the interpolant of tsit5");
  }

  @Test
  void everyTimeOfAListHasAGradient() {
    SolvePlan plan = plan("tsit5", TimeSpan.of(0, 1), 1);
    double[] found =
        valueAndGradient(
            p -> {
              Tensor times = Tensor.concatenate(p.get("start").times(2), p.get("end"));
              Tensor rows = problem(p).solveThrough(p.get("start"), times, plan);
              return rows.reshape(Shape.of(2))
                  .get(0)
                  .times(3)
                  .plus(rows.reshape(Shape.of(2)).get(1));
            });
    double first = exact(POINT, 2 * START);
    double last = exact(POINT, END);
    double[] expected = {
      3 * first + last,
      -3 * first * 3 * START * START / 2 - last * (END * END - START * START) / 2,
      -3 * first * K * 3 * START + last * K * START,
      -last * K * END,
      (3 * first + last) / Y0
    };
    assertArrayEquals(expected, found, 1e-9);
  }

  @Test
  void theIntegralOfACostHasAGradientAndLeavesTheStepsAsTheyAre() {
    // The integral of k t y is y0 - y.
    StateFunction cost = (t, y, p) -> y.get(0).times(t).times(p.get("k"));
    SolvePlan plan = plan("tsit5", TimeSpan.of(START, END), 0.9, END);
    double[] found =
        valueAndGradient(
            p -> problem(p).integrating(cost).solve(plan).integral().orElseThrow().get(1));
    double y = exact(POINT, END);
    double[] expected = {Y0 - y, y * (END * END - START * START) / 2, 0, 0, 1 - y / Y0};
    assertArrayEquals(expected, found, 1e-10);
    double[] without = valueAndGradient(p -> problem(p).solve(plan).states().sum());
    double[] with = valueAndGradient(p -> problem(p).integrating(cost).solve(plan).states().sum());
    assertArrayEquals(without, with, "an integral that takes part in the error control");
  }

  /// Methods with linear systems solve larger ones, so only the steps are the same.
  @ParameterizedTest
  @ValueSource(strings = {"bdf", "rodas5p", "kvaerno5", "radau5", "trbdf2", "verner8"})
  void theIntegralHasNoPartInTheStepsOfAnyMethod(String method) {
    VectorField field =
        (t, y, p) ->
            Tensor.concatenate(
                y.get(1).times(p.get("k")),
                y.get(2).minus(y.get(0)),
                y.get(3).times(y.get(0)).minus(y.get(2)),
                y.get(1).sin().minus(y.get(3)).times(30));
    SolvePlan plan =
        plan(method, TimeSpan.of(0, 3), 1, 3).with(StepControl.adaptive(Tolerances.of(1e-6, 1e-6)));
    List<TracedSolve> solves = new ArrayList<>();
    for (double weight : new double[] {0, 1e-6, 1e6}) {
      valueAndGradient(
          p -> {
            SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
            needed.put("k", p.get("k"));
            Tensor y0 = p.get("y0");
            TracedProblem problem =
                TracedProblem.of("four", field, Tensor.concatenate(y0, y0, y0, y0), needed);
            StateFunction cost = (t, y, q) -> y.get(0).times(y.get(0)).times(weight);
            solves.add((weight == 0 ? problem : problem.integrating(cost)).solve(plan));
            return solves.getLast().states().sum();
          });
    }
    var steps =
        solves.stream()
            .map(solve -> solve.solve().lastRun().orElseThrow().solution().stats(0))
            .toList();
    assertEquals(steps.get(0), steps.get(1), "with a small cost");
    assertEquals(steps.get(0), steps.get(2), "with a large cost");
  }

  @Test
  void aHugeIntegralDoesNotMakeStepsSmaller() {
    StateFunction cost = (t, y, p) -> t.times(1e9).sin().times(1e12);
    SolvePlan plan = plan("tsit5", TimeSpan.of(START, END), END);
    double[] without = valueAndGradient(p -> problem(p).solve(plan).states().sum());
    double[] with = valueAndGradient(p -> problem(p).integrating(cost).solve(plan).states().sum());
    assertArrayEquals(without, with);
  }

  @Test
  void anEventOverATracedSpanOccursAtATimeOfTheSpan() {
    // y reaches half of y0 where t^2 = s^2 + 2 ln 2 / k.
    Event half = Event.of("half", (t, y, p) -> y.get(0).minus(0.7).plus(t.times(0))).terminating();
    SolvePlan plan = plan("tsit5", TimeSpan.of(0, 1), 1).withEvents(half);
    double[] found =
        valueAndGradient(
            p ->
                problem(p)
                    .between(p.get("start"), p.get("end"))
                    .solve(plan)
                    .end()
                    .orElseThrow()
                    .time());
    double t = Math.sqrt(START * START + 2 * Math.log(2) / K);
    double[] expected = {t, -Math.log(2) / (K * K * t), START / t, 0, 1 / (K * t * Y0)};
    assertArrayEquals(expected, found, 1e-8);
  }

  @Test
  void theIntegralGoesOnThroughEventsAndEndsWithTheTrajectory() {
    Event halving =
        Event.of("halving", (t, y, p) -> t.minus(1)).rising().changing((t, y, p) -> y.times(0.5));
    StateFunction cost = (t, y, p) -> y.get(0).times(t).times(p.get("k"));
    SolvePlan plan = plan("tsit5", TimeSpan.of(START, END), END).withEvents(halving);
    double[] found =
        valueAndGradient(
            p ->
                problem(p)
                    .integrating(cost)
                    .solve(plan)
                    .end()
                    .orElseThrow()
                    .integral()
                    .orElseThrow());
    double middle = exact(POINT, 1);
    double y = exact(POINT, END) / 2;
    assertEquals(Y0 - middle / 2 - y, found[0], 1e-10);
    assertEquals(
        middle / 2 * (1 - START * START) / 2 + y * (END * END - START * START) / 2, found[1], 1e-9);
  }

  @Test
  void aTracedSpanNeedsAPlanOverParts() {
    SolvePlan plan = plan("tsit5", TimeSpan.of(0, 2), 1);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    valueAndGradient(
                        p ->
                            problem(p)
                                .between(p.get("start"), p.get("end"))
                                .solve(plan)
                                .states()
                                .sum()))
            .getMessage();
    assertEquals(
        "solve: the plan's span is from 0.0 to 2.0; with start and end in the trace it must be from"
            + " 0 to 1",
        message);
  }

  @Test
  void aCostIsAScalar() {
    SolvePlan plan = plan("tsit5", TimeSpan.of(0, 2), 1);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    valueAndGradient(
                        p -> problem(p).integrating((t, y, q) -> y).solve(plan).states().sum()))
            .getMessage();
    assertEquals("solve: cost of shape [1] is not a scalar", message);
  }
}
