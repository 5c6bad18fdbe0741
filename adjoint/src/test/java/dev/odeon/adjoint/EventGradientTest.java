package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Comparison;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.init.Constant;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.train.GraphObjective;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.problem.VectorField;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// A ball that falls with gravity g from height h at rest and bounces with restitution e.
class EventGradientTest {
  private static final VectorField FALL =
      (t, y, p) -> Tensor.concatenate(y.get(1), p.get("g").negate());

  private static final Event BOUNCE =
      Event.of("bounce", (t, y, p) -> y.get(0))
          .falling()
          .changing((t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(p.get("e")).negate()));

  private static final double[] POINT = {9.8, 0.8, 5};

  /// Every way to differentiate it.
  private static List<Sensitivity> ways() {
    List<Sensitivity> all = new ArrayList<>();
    all.add(new Sensitivity.Discrete());
    all.add(new Sensitivity.Forward());
    ContinuousAdjointTest.all().forEach(all::add);
    return all;
  }

  private static SolvePlan plan(double end, double... times) {
    return SolvePlan.of(
        Tsit5.METHOD,
        StepControl.adaptive(Tolerances.of(1e-12, 1e-12)),
        TimeSpan.of(0, end),
        SaveAt.times(times));
  }

  /// A loss of one trajectory as a function of (g, e, h).
  private static GraphObjective objective(
      SolvePlan plan, VectorField field, Function<TracedSolve, Tensor> loss) {
    ParameterSpec spec =
        ParameterSpec.builder()
            .add("g", Shape.SCALAR, new Constant(1))
            .add("e", Shape.SCALAR, new Constant(1))
            .add("h", Shape.SCALAR, new Constant(1))
            .build();
    return GraphObjective.of(
        spec,
        List.of(new ValueType(TensorType.f64(), Scope.PER_LANE)),
        List.of(new double[1]),
        1,
        Backends.preferred(),
        (p, data) -> {
          SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
          needed.put("g", p.get("g"));
          needed.put("e", p.get("e"));
          Tensor start = Tensor.concatenate(p.get("h"), p.get("h").times(0));
          TracedSolve solve = TracedSolve.of("ball", field, plan, start, needed);
          return loss.apply(solve).plus(data.get(0)).laneSum();
        });
  }

  private static double[] gradient(
      SolvePlan plan, VectorField field, Function<TracedSolve, Tensor> loss) {
    double[] gradient = new double[3];
    objective(plan, field, loss).valueAndGradient(POINT, gradient);
    return gradient;
  }

  /// Central differences of a closed form, exact to about 1e-9.
  private static double[] differences(Function<double[], Double> f) {
    double[] gradient = new double[3];
    for (int i = 0; i < 3; i++) {
      double step = 1e-5;
      double[] up = POINT.clone();
      double[] down = POINT.clone();
      up[i] += step;
      down[i] -= step;
      gradient[i] = (f.apply(up) - f.apply(down)) / (2 * step);
    }
    return gradient;
  }

  /// Height and speed at `t`, by the formula for free fall between the bounces.
  private static double[] ball(double[] x, double t) {
    double g = x[0];
    double e = x[1];
    double time = Math.sqrt(2 * x[2] / g);
    double speed = g * time;
    if (t < time) {
      return new double[] {x[2] - g * t * t / 2, -g * t};
    }
    while (true) {
      speed *= e;
      double flight = 2 * speed / g;
      if (t < time + flight) {
        double s = t - time;
        return new double[] {speed * s - g * s * s / 2, speed - g * s};
      }
      time += flight;
    }
  }

  @Test
  void heightAndSpeedAfterThreeBounces() {
    double[] times = {0.5, 1.9, 3.1, 4.2};
    double[] weights = {0.3, -1, 0.7, 2, -0.4, 1, 1.5, -0.8};
    Function<TracedSolve, Tensor> loss =
        solve -> {
          Tensor all = solve.states().reshape(Shape.of(8));
          Tensor sum = all.get(0).times(weights[0]);
          for (int i = 1; i < 8; i++) {
            sum = sum.plus(all.get(i).times(weights[i]));
          }
          return sum;
        };
    double[] expected =
        differences(
            x -> {
              double sum = 0;
              for (int k = 0; k < 4; k++) {
                double[] y = ball(x, times[k]);
                sum += weights[2 * k] * y[0] + weights[2 * k + 1] * y[1];
              }
              return sum;
            });
    SolvePlan plan = plan(4.5, times).withEvents(BOUNCE);
    for (Sensitivity way : ways()) {
      assertArrayEquals(expected, gradient(plan.with(way), FALL, loss), 1e-7, way.toString());
    }
  }

  @Test
  void theTimeOfAnEventHasAGradient() {
    SolvePlan plan = plan(10, 0.0).withEvents(BOUNCE.terminatingAt(3));
    Function<TracedSolve, Tensor> loss = solve -> solve.end().orElseThrow().time();
    // After the fall, two flights: sqrt(2 h / g) (1 + 2 e + 2 e^2).
    double fall = Math.sqrt(2 * POINT[2] / POINT[0]);
    double sum = 1 + 2 * POINT[1] + 2 * POINT[1] * POINT[1];
    double[] expected = {
      -fall * sum / (2 * POINT[0]), fall * (2 + 4 * POINT[1]), fall * sum / (2 * POINT[2])
    };
    for (Sensitivity way : ways()) {
      assertArrayEquals(expected, gradient(plan.with(way), FALL, loss), 1e-9, way.toString());
    }
  }

  @Test
  void theStateAtAnEventHasAGradient() {
    SolvePlan plan = plan(10, 0.0).withEvents(BOUNCE.terminating());
    Function<TracedSolve, Tensor> speed = solve -> solve.end().orElseThrow().state().get(1);
    // e sqrt(2 g h)
    double arrival = Math.sqrt(2 * POINT[0] * POINT[2]);
    double[] expected = {
      POINT[1] * arrival / (2 * POINT[0]), arrival, POINT[1] * arrival / (2 * POINT[2])
    };
    Function<TracedSolve, Tensor> height = solve -> solve.end().orElseThrow().state().get(0);
    for (Sensitivity way : ways()) {
      SolvePlan by = plan.with(way);
      assertArrayEquals(expected, gradient(by, FALL, speed), 1e-9, way.toString());
      double[] ofHeight = gradient(by, FALL, height);
      assertArrayEquals(new double[3], ofHeight, 1e-9, "on the ground whatever: " + way);
    }
  }

  /// Trajectories of two blocks, each with its own restitution and its own number of bounces, two
  /// times at which gravity jumps, and a recorded event: against the steps taken.
  @Test
  void everyTrajectoryGoesThroughItsOwnEvents() {
    int lanes = 70;
    double[] restitution = new double[lanes];
    double[] starts = new double[2 * lanes];
    for (int lane = 0; lane < lanes; lane++) {
      restitution[lane] = 0.5 + 0.005 * lane;
      starts[lane] = 1 + 0.1 * lane;
    }
    VectorField field =
        (t, y, p) -> {
          Tensor heavy = t.compare(Comparison.GT, 0.6).select(t.scalar(1.3), t.scalar(1));
          return Tensor.concatenate(y.get(1), p.get("g").times(heavy).negate());
        };
    Event apex = Event.of("apex", (t, y, p) -> y.get(1)).falling();
    SolvePlan plan = plan(3, 0.4, 1.7, 3).withEvents(apex, BOUNCE.terminatingAt(5)).withStops(0.6);
    ParameterSpec spec = ParameterSpec.builder().add("g", Shape.SCALAR, new Constant(1)).build();
    double expected = Double.NaN;
    for (Sensitivity way : ways()) {
      GraphObjective objective =
          GraphObjective.of(
              spec,
              List.of(
                  new ValueType(TensorType.f64(2), Scope.PER_LANE),
                  new ValueType(TensorType.f64(), Scope.PER_LANE)),
              List.of(starts, restitution),
              lanes,
              Backends.preferred(),
              (p, data) -> {
                SequencedMap<String, Tensor> needed = new LinkedHashMap<>();
                needed.put("g", p.get("g"));
                needed.put("e", data.get(1));
                TracedSolve solve =
                    TracedSolve.of("ball", field, plan.with(way), data.get(0), needed);
                TracedEnd end = solve.end().orElseThrow();
                Tensor early = solve.states().slice(0, 1).reshape(Shape.of(2));
                return end.state().sum().plus(end.time()).plus(early.sum()).laneSum();
              });
      double[] gradient = new double[1];
      objective.valueAndGradient(new double[] {9.8}, gradient);
      expected = Double.isNaN(expected) ? gradient[0] : expected;
      assertEquals(expected, gradient[0], 1e-7 * Math.abs(expected), way.toString());
    }
    assertTrue(Double.isFinite(expected));
  }

  @Test
  void withoutAnEventTheEndIsThatOfTheSpan() {
    SolvePlan plan = plan(0.4, 0.4).withEvents(BOUNCE.terminating());
    Function<TracedSolve, Tensor> both =
        solve -> solve.end().orElseThrow().state().get(0).plus(solve.end().orElseThrow().time());
    for (Sensitivity way : ways()) {
      double[] found = gradient(plan.with(way), FALL, both);
      assertArrayEquals(new double[] {-0.08, 0, 1}, found, 1e-12, way.toString());
    }
  }

  @Test
  void anEventOfTheNewFieldAfterAChangeUsesThatField() {
    // In the second phase the ball rises through a fluid: dv/dt = -g - v.
    VectorField field =
        (t, y, p) -> {
          Tensor v = y.get(1);
          Tensor drag = v.max(v.times(0)).times(0.5);
          return Tensor.concatenate(v, p.get("g").plus(drag).negate());
        };
    double[] times = {1.4};
    SolvePlan plan = plan(1.5, times).withEvents(BOUNCE);
    Function<TracedSolve, Tensor> loss = solve -> solve.states().reshape(Shape.of(2)).get(0);
    double[] expected =
        differences(
            x -> {
              double fall = Math.sqrt(2 * x[2] / x[0]);
              double up = x[1] * x[0] * fall;
              double s = 1.4 - fall;
              double k = 0.5;
              return (up + x[0] / k) / k * (1 - Math.exp(-k * s)) - x[0] * s / k;
            });
    for (Sensitivity way : ways()) {
      assertArrayEquals(expected, gradient(plan.with(way), field, loss), 1e-7, way.toString());
    }
  }

  /// The last bounce is the end of the span: the end is the state after it.
  @Test
  void anEventAtTheEndOfTheSpanCounts() {
    Event kick =
        Event.of("kick", (t, y, p) -> t.minus(0.5))
            .changing(
                (t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(p.get("e")).negate()));
    Function<TracedSolve, Tensor> speed = solve -> solve.end().orElseThrow().state().get(1);
    for (Sensitivity way : ways()) {
      SolvePlan plan = plan(0.5, 0.5).withEvents(kick).with(way);
      double[] gradient = new double[3];
      double value = objective(plan, FALL, speed).valueAndGradient(POINT, gradient);
      assertEquals(POINT[1] * POINT[0] * 0.5, value, 1e-12, "speed after the kick");
      double[] expected = {POINT[1] * 0.5, POINT[0] * 0.5, 0};
      assertArrayEquals(expected, gradient, 1e-11, way.toString());
      double[] saved = gradient(plan, FALL, solve -> solve.states().reshape(Shape.of(2)).get(1));
      assertArrayEquals(new double[] {-0.5, 0, 0}, saved, 1e-11, "the saved state is before it");
    }
  }

  private static double[][] hessian(
      SolvePlan plan, VectorField field, Function<TracedSolve, Tensor> loss) {
    GraphObjective objective = objective(plan, field, loss);
    double[][] columns = new double[3][3];
    for (int i = 0; i < 3; i++) {
      double[] direction = new double[3];
      direction[i] = 1;
      objective.hessianProduct(POINT, direction, columns[i]);
    }
    return columns;
  }

  private static void assertMatrix(double[][] expected, double[][] found, double tolerance) {
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(expected[i], found[i], tolerance, "column " + i);
    }
  }

  /// `T = sqrt(2 h / g) S` with `S = 1 + 2 e + 2 e^2`, and its second derivatives.
  @Test
  void theTimeOfAnEventHasSecondDerivatives() {
    SolvePlan plan = plan(10, 0.0).withEvents(BOUNCE.terminatingAt(3));
    double g = POINT[0];
    double h = POINT[2];
    double fall = Math.sqrt(2 * h / g);
    double sum = 1 + 2 * POINT[1] + 2 * POINT[1] * POINT[1];
    double slope = 2 + 4 * POINT[1];
    double[][] expected = {
      {0.75 * fall * sum / (g * g), -fall * slope / (2 * g), -fall * sum / (4 * g * h)},
      {-fall * slope / (2 * g), 4 * fall, fall * slope / (2 * h)},
      {-fall * sum / (4 * g * h), fall * slope / (2 * h), -fall * sum / (4 * h * h)}
    };
    double[][] found = hessian(plan, FALL, solve -> solve.end().orElseThrow().time());
    assertMatrix(expected, found, 1e-8);
  }

  /// The speed after the first bounce, `e sqrt(2 g h)`.
  @Test
  void theStateAtAnEventHasSecondDerivatives() {
    SolvePlan plan = plan(10, 0.0).withEvents(BOUNCE.terminating());
    double g = POINT[0];
    double e = POINT[1];
    double h = POINT[2];
    double arrival = Math.sqrt(2 * g * h);
    double[][] expected = {
      {-e * arrival / (4 * g * g), arrival / (2 * g), e * arrival / (4 * g * h)},
      {arrival / (2 * g), 0, arrival / (2 * h)},
      {e * arrival / (4 * g * h), arrival / (2 * h), -e * arrival / (4 * h * h)}
    };
    double[][] found = hessian(plan, FALL, solve -> solve.end().orElseThrow().state().get(1));
    assertMatrix(expected, found, 1e-8);
  }

  /// Heights and speeds after up to three bounces, and the drag of another field beyond the first:
  /// differences of gradients.
  @Test
  void secondDerivativesGoThroughThreeBounces() {
    VectorField drag =
        (t, y, p) -> {
          Tensor v = y.get(1);
          Tensor slowing = v.times(v).times(v).times(0.01);
          return Tensor.concatenate(v, p.get("g").plus(slowing).negate());
        };
    Function<TracedSolve, Tensor> loss =
        solve -> solve.states().times(solve.states()).sum().plus(solve.states().sum());
    for (VectorField field : List.of(FALL, drag)) {
      SolvePlan plan = plan(4.5, 0.5, 1.9, 3.1, 4.2).withEvents(BOUNCE);
      GraphObjective objective = objective(plan, field, loss);
      double[][] expected = new double[3][3];
      for (int i = 0; i < 3; i++) {
        double[][] g = new double[2][3];
        for (int k = 0; k < 2; k++) {
          double[] moved = POINT.clone();
          moved[i] += (2 * k - 1) * 1e-5;
          objective.valueAndGradient(moved, g[k]);
        }
        for (int j = 0; j < 3; j++) {
          expected[i][j] = (g[1][j] - g[0][j]) / 2e-5;
        }
      }
      double[][] found = hessian(plan, field, loss);
      double size = Math.abs(found[1][1]);
      assertMatrix(expected, found, 1e-6 * size);
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < i; j++) {
          assertEquals(found[i][j], found[j][i], 1e-9 * size, "symmetry of " + i + ", " + j);
        }
      }
    }
  }

  @Test
  void checkpointsLeaveTheBitsAsTheyAre() {
    double[] times = {0.5, 1.9, 3.1, 4.2};
    SolvePlan plan = plan(4.5, times).withEvents(BOUNCE);
    Function<TracedSolve, Tensor> loss = solve -> solve.states().sum();
    double[] whole = gradient(plan, FALL, loss);
    double[] few = gradient(plan.with(new Sensitivity.Discrete(500)), FALL, loss);
    assertArrayEquals(whole, few);
    double[][] curvature = hessian(plan, FALL, loss);
    assertMatrix(curvature, hessian(plan.with(new Sensitivity.Discrete(800)), FALL, loss), 0);
  }

  @Test
  void anEventThatIsOnlyRecordedChangesNothing() {
    Event apex = Event.of("apex", (t, y, p) -> y.get(1)).falling();
    double[] times = {1.9, 3.1};
    Function<TracedSolve, Tensor> loss = solve -> solve.states().sum();
    for (Sensitivity way : ways()) {
      SolvePlan plan = plan(3.5, times).with(way);
      double[] without = gradient(plan.withEvents(BOUNCE), FALL, loss);
      double[] with = gradient(plan.withEvents(apex, BOUNCE), FALL, loss);
      assertArrayEquals(without, with, 1e-10, way.toString());
    }
  }

  @Test
  void whatATrajectoryDidNotReachHasNoGradient() {
    SolvePlan plan = plan(4, 3.0).withEvents(BOUNCE.terminating());
    for (Sensitivity way : ways()) {
      double[] gradient = gradient(plan.with(way), FALL, solve -> solve.states().sum());
      for (double g : gradient) {
        assertTrue(Double.isNaN(g), "gradient " + g + " of a state after the end by " + way);
      }
      assertEquals(3, gradient.length);
    }
  }
}
