package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;

/// A problem whose gradients are compared.
@SuppressWarnings("ArrayRecordComponent") // test data, never compared
record AdjointCase(
    FieldGraph field,
    LaneMethod method,
    StepControl control,
    TimeSpan span,
    SaveAt saveAt,
    int lanes,
    double[] initial,
    double[][] parameters,
    int threads,
    Stops stops) {
  AdjointCase(
      FieldGraph field,
      LaneMethod method,
      StepControl control,
      TimeSpan span,
      SaveAt saveAt,
      int lanes,
      double[] initial,
      double[][] parameters,
      int threads) {
    this(field, method, control, span, saveAt, lanes, initial, parameters, threads, Stops.NONE);
  }

  /// What was found, and how.
  record Gradient(double[] initial, double[][] parameters, AdjointReport report) {
    /// All components, those of the initial state first.
    double[] all() {
      int size = initial.length + Arrays.stream(parameters).mapToInt(p -> p.length).sum();
      double[] all = Arrays.copyOf(initial, size);
      int at = initial.length;
      for (double[] p : parameters) {
        System.arraycopy(p, 0, all, at, p.length);
        at += p.length;
      }
      return all;
    }
  }

  /// Lotka-Volterra, a and b shared, d and g one a lane; lane 0 is the published one.
  static AdjointCase lotkaVolterra(LaneMethod method, double tolerance, int lanes) {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("b", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("g", new ValueType(TensorType.f64(), Scope.PER_LANE));
    types.put("d", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "lotka_volterra",
            (t, y, p) -> {
              Tensor both = y.get(0).times(y.get(1));
              return Tensor.concatenate(
                  p.get("a").times(y.get(0)).minus(p.get("b").times(both)),
                  p.get("d").times(both).minus(p.get("g").times(y.get(1))));
            },
            2,
            types);
    double[] initial = new double[2 * lanes];
    double[][] parameters = {{1.5}, {1}, new double[lanes], new double[lanes]};
    Random random = new Random(7);
    for (int lane = 0; lane < lanes; lane++) {
      double spread = lane == 0 ? 0 : 0.3;
      initial[lane] = 1 + spread * random.nextDouble();
      initial[lanes + lane] = 1 + spread * random.nextDouble();
      parameters[2][lane] = 3 + spread * random.nextDouble();
      parameters[3][lane] = 1 + spread * random.nextDouble();
    }
    return new AdjointCase(
        field,
        method,
        StepControl.adaptive(Tolerances.of(tolerance, tolerance)),
        TimeSpan.of(0, 10),
        SaveAt.linspace(0, 10, 101),
        lanes,
        initial,
        parameters,
        1);
  }

  AdjointCase with(StepControl other) {
    return new AdjointCase(
        field, method, other, span, saveAt, lanes, initial, parameters, threads, stops);
  }

  AdjointCase with(LaneMethod other) {
    return new AdjointCase(
        field, other, control, span, saveAt, lanes, initial, parameters, threads, stops);
  }

  AdjointCase over(TimeSpan other, SaveAt times) {
    return new AdjointCase(
        field, method, control, other, times, lanes, initial, parameters, threads, stops);
  }

  AdjointCase onThreads(int most) {
    return new AdjointCase(
        field, method, control, span, saveAt, lanes, initial, parameters, most, stops);
  }

  AdjointCase stoppingAt(double... times) {
    return new AdjointCase(
        field, method, control, span, saveAt, lanes, initial, parameters, threads, Stops.at(times));
  }

  /// The trajectory of one lane alone.
  AdjointCase alone(int lane) {
    double[][] own = new double[parameters.length][];
    List<ValueType> types = field.parameterTypes();
    for (int p = 0; p < own.length; p++) {
      own[p] =
          types.get(p).scope() == Scope.SHARED
              ? parameters[p]
              : ofLane(parameters[p], types.get(p).type().size(), lane);
    }
    return new AdjointCase(
        field,
        method,
        control,
        span,
        saveAt,
        1,
        ofLane(initial, field.dimension(), lane),
        own,
        threads,
        stops);
  }

  double[] ofLane(double[] values, int elements, int lane) {
    double[] mine = new double[elements];
    for (int e = 0; e < elements; e++) {
      mine[e] = values[e * lanes + lane];
    }
    return mine;
  }

  LaneIntegrator integrator(SaveAt times) {
    Backend backend = new ReferenceBackend();
    LanePlan plan = new LanePlan(field, method, control, span, times).withStops(stops);
    return new LaneIntegrator(plan, backend, threads);
  }

  LaneRun run() {
    return integrator(saveAt).run(initial, parameters, lanes, Recording.FULL);
  }

  /// Cotangents of the saved states: 1.
  double[] ones() {
    double[] ones = new double[saveAt.count() * field.dimension() * lanes];
    Arrays.fill(ones, 1);
    return ones;
  }

  /// Cotangents of the saved states, at random.
  double[] random() {
    return new Random(11).doubles(ones().length, -1, 1).toArray();
  }

  private Gradient empty() {
    double[][] gradients =
        Arrays.stream(parameters).map(p -> new double[p.length]).toArray(double[][]::new);
    return new Gradient(
        new double[initial.length], gradients, new AdjointReport(List.of(), List.of()));
  }

  /// The gradient of the saved states times `w`.
  Gradient gradient(Sensitivity sensitivity, double[] w) {
    Gradient g = empty();
    boolean dense = !sensitivity.isOfSteps() && sensitivity.needsDense();
    LaneIntegrator integrator = integrator(dense ? saveAt.withDense() : saveAt);
    LaneRun run = integrator.run(initial, parameters, lanes, Recording.FULL);
    AdjointReport report =
        new ContinuousAdjoint(integrator, sensitivity)
            .run(run, parameters, w, g.initial(), g.parameters());
    return new Gradient(g.initial(), g.parameters(), report);
  }

  /// The gradient of the steps taken, backwards.
  Gradient discrete(double[] w) {
    Gradient g = empty();
    LaneIntegrator integrator = integrator(saveAt);
    LaneRun run = integrator.run(initial, parameters, lanes, Recording.FULL);
    new DiscreteAdjoint(integrator).run(run, parameters, w, g.initial(), g.parameters());
    return g;
  }

  /// The gradient of the steps taken, forwards.
  Gradient forward(double[] w) {
    Gradient g = empty();
    double[][] out = new double[1 + parameters.length][];
    out[0] = g.initial();
    System.arraycopy(g.parameters(), 0, out, 1, parameters.length);
    LaneIntegrator integrator = integrator(saveAt);
    LaneRun run = integrator.run(initial, parameters, lanes, Recording.FULL);
    new JacobianProduct(integrator, field.parameterTypes()).run(run, parameters, w, out);
    return g;
  }

  /// The saved states times `w`, from other initial states and parameters.
  ///
  /// @param x all of them, as [Gradient#all] has them
  double value(double[] x, double[] w) {
    double[][] moved = new double[parameters.length][];
    int at = initial.length;
    for (int p = 0; p < moved.length; p++) {
      moved[p] = Arrays.copyOfRange(x, at, at + parameters[p].length);
      at += parameters[p].length;
    }
    double[] start = Arrays.copyOf(x, initial.length);
    LaneRun run = integrator(saveAt).run(start, moved, lanes, Recording.NONE);
    assertTrue(run.solution().isSuccess(), "a run to difference must succeed");
    double sum = 0;
    double[] states = run.solution().states();
    for (int k = 0; k < w.length; k++) {
      sum += w[k] * states[k];
    }
    return sum;
  }

  /// The central difference, of order 4, of [#value] for component `at`.
  double difference(int at, double step, double[] w) {
    double[] x = new Gradient(initial, parameters, new AdjointReport(List.of(), List.of())).all();
    double h = step * Math.max(0.1, Math.abs(x[at]));
    double[] values = new double[5];
    for (int k = -2; k <= 2; k++) {
      double[] moved = x.clone();
      moved[at] += k * h;
      values[k + 2] = k == 0 ? 0 : value(moved, w);
    }
    return (8 * (values[3] - values[1]) - (values[4] - values[0])) / (12 * h);
  }

  /// The largest difference of two gradients, in parts of the largest component.
  static double distance(double[] expected, double[] actual) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    double worst = 0;
    for (int i = 0; i < expected.length; i++) {
      double error = Math.abs(expected[i] - actual[i]) / largest;
      worst = error <= worst ? worst : error;
    }
    return worst;
  }
}
