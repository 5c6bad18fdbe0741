package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.FieldGraph;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A solve with everything that a gradient needs, and the checks of its gradient.
final class GradientProblem {
  private final LaneIntegrator integrator;
  private final int lanes;
  private final double[] initial;
  private final double[][] parameters;
  private @Nullable DiscreteAdjoint adjoint;

  /// @param integrator solves
  /// @param lanes number of trajectories
  /// @param initial states at the start, `[d][lane]`
  /// @param parameters one array a parameter
  GradientProblem(LaneIntegrator integrator, int lanes, double[] initial, double[][] parameters) {
    this.integrator = integrator;
    this.lanes = lanes;
    this.initial = initial;
    this.parameters = parameters;
  }

  LaneIntegrator integrator() {
    return integrator;
  }

  double[] initial() {
    return initial;
  }

  double[][] parameters() {
    return parameters;
  }

  /// A gradient, each part in the layout of what it is for.
  @SuppressWarnings("ArrayRecordComponent") // test data, never compared
  record Gradient(double[] initial, double[][] parameters) {}

  FieldGraph field() {
    return integrator.steps().field();
  }

  LaneRun run() {
    LaneRun run = integrator.run(initial, parameters, lanes, Recording.FULL);
    assertTrue(
        run.solution().isSuccess(),
        () ->
            "the forward run must succeed: "
                + IntStream.range(0, lanes).mapToObj(run.solution()::outcome).toList());
    return run;
  }

  /// Weights of the saved states.
  double[] cotangent(LaneRun run) {
    return new Random(11).doubles(run.solution().stateCount(), -1, 1).toArray();
  }

  Gradient discrete(LaneRun run, double[] w) {
    double[] start = new double[initial.length];
    double[][] gradients =
        Arrays.stream(parameters).map(p -> new double[p.length]).toArray(double[][]::new);
    if (adjoint == null) {
      adjoint = new DiscreteAdjoint(integrator);
    }
    adjoint.run(run, parameters, w, start, gradients);
    return new Gradient(start, gradients);
  }

  Gradient forward(LaneRun run, double[] w) {
    double[][] out = new double[1 + parameters.length][];
    out[0] = new double[initial.length];
    for (int i = 0; i < parameters.length; i++) {
      out[1 + i] = new double[parameters[i].length];
    }
    new JacobianProduct(integrator, field().parameterTypes()).run(run, parameters, w, out);
    return new Gradient(out[0], Arrays.copyOfRange(out, 1, out.length));
  }

  /// `w . J v` by forward mode and `J^T w . v` by reverse mode, the same number in exact
  /// arithmetic, for random w and one random v a lane; v of a shared parameter is the same in all.
  void checkDotProduct(double tolerance) {
    LaneRun run = run();
    double[] w = cotangent(run);
    Random random = new Random(5);
    List<ValueType> types = field().parameterTypes();
    double[] start = random.doubles(initial.length, -1, 1).toArray();
    double[][] tangents = new double[parameters.length][];
    double[][] each = new double[parameters.length][];
    for (int p = 0; p < tangents.length; p++) {
      double size = largest(parameters[p]);
      tangents[p] = random.doubles(parameters[p].length, -size, size).toArray();
      each[p] = tangents[p];
      if (types.get(p).scope() == Scope.SHARED) {
        each[p] = new double[tangents[p].length * lanes];
        Arrays.setAll(each[p], at(tangents[p]));
      }
    }
    int[] trajectory = new int[lanes];
    Arrays.setAll(trajectory, lane -> lane);
    double[] saved = new double[w.length];
    new ForwardSensitivity(integrator).run(run, parameters, trajectory, start, each, saved);
    Gradient g = discrete(run, w);
    double forward = dot(w, saved);
    double reverse = dot(g.initial(), start);
    double size = dotOfSizes(w, saved) + dotOfSizes(g.initial(), start);
    for (int p = 0; p < tangents.length; p++) {
      reverse += dot(g.parameters()[p], tangents[p]);
      size += dotOfSizes(g.parameters()[p], tangents[p]);
    }
    assertEquals(forward, reverse, tolerance * size, "w . J v of forward and reverse mode");
  }

  private java.util.function.IntToDoubleFunction at(double[] shared) {
    return k -> shared[k / lanes];
  }

  private static double dot(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += x[i] * y[i];
    }
    return sum;
  }

  private static double dotOfSizes(double[] x, double[] y) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += Math.abs(x[i] * y[i]);
    }
    return sum;
  }

  /// `w . saved states` of the recorded steps, from elsewhere.
  private double ofRecordedSteps(
      FrozenReplay replay, LaneRun run, double[] w, GradientProblem moved) {
    double sum = 0;
    for (int lane = 0; lane < lanes; lane++) {
      double[] y0 = ofLane(moved.initial, field().dimension(), lane);
      double[][] mine = new double[parameters.length][];
      for (int p = 0; p < mine.length; p++) {
        ValueType type = field().parameterTypes().get(p);
        mine[p] =
            type.scope() == Scope.SHARED
                ? moved.parameters[p]
                : ofLane(moved.parameters[p], type.type().size(), lane);
      }
      double[] saved = replay.run(run, lane, y0, mine);
      for (int k = 0; k < saved.length; k++) {
        sum += w[k * lanes + lane] * saved[k];
      }
    }
    return sum;
  }

  private double[] ofLane(double[] values, int elements, int lane) {
    double[] mine = new double[elements];
    for (int e = 0; e < elements; e++) {
      mine[e] = values[e * lanes + lane];
    }
    return mine;
  }

  /// `w . saved states` of a run of its own, for fixed steps: they stay where they are.
  private static double ofRun(double[] w, GradientProblem moved) {
    LaneRun run = moved.run();
    double[] states = new double[w.length];
    run.solution().copyStates(states);
    return dot(w, states);
  }

  /// The gradient against central differences of the recorded steps.
  void checkAgainstDifferences(double step) {
    LaneRun run = run();
    double[] w = cotangent(run);
    FrozenReplay replay = new FrozenReplay(integrator);
    check(run, w, step, 1e-6, moved -> ofRecordedSteps(replay, run, w, moved));
  }

  /// The gradient against central differences of whole solves with fixed steps.
  void checkAgainstDifferencesOfRuns(double step, double tolerance) {
    LaneRun run = run();
    double[] w = cotangent(run);
    check(run, w, step, tolerance, moved -> ofRun(w, moved));
  }

  private interface Value {
    double of(GradientProblem moved);
  }

  private void check(LaneRun run, double[] w, double step, double tolerance, Value value) {
    Gradient g = discrete(run, w);
    double scale = largest(g.initial());
    for (int i = 0; i < initial.length; i++) {
      int at = i;
      double expected =
          difference(initial[i], step, x -> value.of(startingFrom(with(initial, at, x))));
      assertEquals(expected, g.initial()[i], tolerance * scale, "initial state " + i);
    }
    for (int p = 0; p < parameters.length; p++) {
      double size = largest(g.parameters()[p]);
      int stride = Math.max(1, parameters[p].length / 7);
      for (int e = 0; e < parameters[p].length; e += stride) {
        int at = e;
        int which = p;
        double expected =
            difference(
                parameters[p][e],
                step,
                x -> {
                  double[][] moved = parameters.clone();
                  moved[which] = with(moved[which], at, x);
                  return value.of(new GradientProblem(integrator, lanes, initial, moved));
                });
        assertEquals(
            expected, g.parameters()[p][e], tolerance * size, "parameter " + p + "[" + e + "]");
      }
    }
  }

  private GradientProblem startingFrom(double[] start) {
    return new GradientProblem(integrator, lanes, start, parameters);
  }

  private static double[] with(double[] x, int at, double value) {
    double[] moved = x.clone();
    moved[at] = value;
    return moved;
  }

  private static double difference(double at, double step, DoubleUnaryOperator f) {
    double h = step * Math.max(1, Math.abs(at));
    return (8 * (f.applyAsDouble(at + h) - f.applyAsDouble(at - h))
            - (f.applyAsDouble(at + 2 * h) - f.applyAsDouble(at - 2 * h)))
        / (12 * h);
  }

  void checkAgainstForward() {
    LaneRun run = run();
    double[] w = cotangent(run);
    Gradient reverse = discrete(run, w);
    Gradient forward = forward(run, w);
    assertClose(forward.initial(), reverse.initial(), "initial state");
    for (int p = 0; p < parameters.length; p++) {
      assertClose(forward.parameters()[p], reverse.parameters()[p], "parameter " + p);
    }
  }

  private static void assertClose(double[] expected, double[] actual, String what) {
    assertArrayEquals(expected, actual, 1e-9 * largest(expected), what);
  }

  /// Errors are relative to the largest derivative of their group.
  private static double largest(double[] values) {
    return Arrays.stream(values).map(Math::abs).max().orElseThrow();
  }
}
