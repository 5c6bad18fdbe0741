package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.layer.NeuralOde;
import dev.odeon.nn.ad.ReverseMode;
import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Activation;
import dev.odeon.nn.layer.Chain;
import dev.odeon.nn.layer.Dense;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.loss.Loss;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.nn.trace.Tracer;
import dev.odeon.nn.train.FirstOrderStage;
import dev.odeon.nn.train.Fit;
import dev.odeon.nn.train.Samples;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients of solves in single precision.
class SingleGradientTest {
  private static final int LANES = 70;

  static Stream<LaneMethod> methods() {
    return Stream.of(Tsit5.METHOD, Rosenbrock.RODAS_5P);
  }

  private static AdjointCase lanes(LaneMethod method) {
    return AdjointCase.lotkaVolterra(method, 1e-5, LANES);
  }

  /// Steps of fixed size, so that both precisions take the same.
  private static GradientProblem problem(
      LaneMethod method, DType type, Backend backend, int threads) {
    AdjointCase all = lanes(method);
    LaneIntegrator integrator =
        new LaneIntegrator(
            all.field().in(type),
            method,
            StepControl.fixed(40),
            TimeSpan.of(0, 3),
            SaveAt.times(0, 0.71, 1.5, 3),
            backend,
            threads);
    return new GradientProblem(
        integrator,
        LANES,
        DType.F32.rounded(all.initial()),
        Stream.of(all.parameters()).map(DType.F32::rounded).toArray(double[][]::new));
  }

  private static double[] gradient(GradientProblem problem) {
    var run = problem.run();
    double[] w = DType.F32.rounded(problem.cotangent(run));
    GradientProblem.Gradient g = problem.discrete(run, w);
    return all(g);
  }

  private static double[] all(GradientProblem.Gradient g) {
    return Stream.concat(Stream.of(g.initial()), Stream.of(g.parameters()))
        .flatMapToDouble(Arrays::stream)
        .toArray();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void isThatOfDoublePrecisionButForRounding(LaneMethod method) {
    double[] single = gradient(problem(method, DType.F32, Backends.preferred(), 1));
    GradientProblem twice = problem(method, DType.F64, Backends.preferred(), 1);
    var run = twice.run();
    double[] w = DType.F32.rounded(twice.cotangent(run));
    double[] forward = all(twice.forward(run, w));
    double largest = 0;
    for (double component : forward) {
      largest = Math.max(largest, Math.abs(component));
    }
    for (int i = 0; i < forward.length; i++) {
      assertEquals(forward[i], single[i], 200 * Math.ulp(1f) * largest, "component " + i);
      assertEquals(single[i], (float) single[i], "component " + i + " is no number of f32");
    }
  }

  @ParameterizedTest
  @MethodSource("methods")
  void hasTheSameBitsOnThreadsAndInterpreted(LaneMethod method) {
    double[] expected = gradient(problem(method, DType.F32, Backends.preferred(), 1));
    assertArrayEquals(expected, gradient(problem(method, DType.F32, Backends.preferred(), 3)));
    assertArrayEquals(expected, gradient(problem(method, DType.F32, new ReferenceBackend(), 1)));
  }

  private static NeuralOde spiral() {
    Layer field = Chain.of(new Dense(2, 16, Activation.TANH), new Dense(16, 2));
    return NeuralOde.of(
        field,
        Tsit5.METHOD,
        TimeSpan.of(0, 1.5),
        SaveAt.linspace(0, 1.5, 6),
        Tolerances.of(1e-5, 1e-5));
  }

  private static Samples circle() {
    double[] targets = new double[12];
    for (int i = 0; i < 6; i++) {
      targets[2 * i] = Math.cos(0.3 * i);
      targets[2 * i + 1] = Math.sin(0.3 * i);
    }
    return Samples.one(new double[] {1, 0}, Shape.of(6, 2), targets);
  }

  @Test
  void trainsInSinglePrecisionAsInDouble() {
    Fit fit = Fit.of(spiral(), Loss.MEAN_SQUARE, circle());
    TrainingPlan plan = TrainingPlan.of(new FirstOrderStage(new Adam(0.01), 150));
    TrainingResult single = fit.in(DType.F32).train(plan, 4);
    TrainingResult twice = fit.train(plan, 4);
    assertEquals(DType.F32, single.parameters().dtype());
    assertEquals(
        twice.bestLoss(), single.bestLoss(), 0.05 * twice.bestLoss() + 1e-6, "losses part");
    assertTrue(single.bestLoss() < 1e-2 * single.lossHistory()[0], "" + single.bestLoss());
    double[] predicted = fit.in(DType.F32).predict(single.parameters());
    assertArrayEquals(predicted, spiral().solve(single.parameters(), 1, 0).states());
  }

  /// A fall from a height of its own onto the floor: the time of the end is sqrt(2 y / g).
  @Test
  void goesThroughEventsToTheTimeOfTheEnd() {
    Tracer tracer = new Tracer();
    Tensor initial = tracer.input(new TensorType(DType.F32, Shape.of(2)), Scope.PER_LANE);
    SequencedMap<String, Tensor> p = new LinkedHashMap<>();
    p.put("g", tracer.input(TensorType.scalar(DType.F32), Scope.SHARED));
    SolvePlan plan =
        SolvePlan.of(
                Tsit5.METHOD,
                StepControl.adaptive(Tolerances.of(1e-5, 1e-5)),
                TimeSpan.of(0, 5),
                SaveAt.times(0))
            .withEvents(Event.of("floor", (t, y, q) -> y.get(0)).falling().terminating());
    TracedSolve solve =
        TracedProblem.of(
                "fall", (t, y, q) -> Tensor.concatenate(y.get(1), q.get("g").negate()), initial, p)
            .solve(plan);
    Tensor time = solve.end().orElseThrow().time();
    assertEquals(DType.F64, time.dtype());
    double[] gradient = new double[2];
    double[][] out = {new double[1], gradient, new double[1]};
    var vjp =
        ReverseMode.valueAndGradient(tracer.graph("time", List.of(time.laneSum())), List.of(0, 1));
    Backends.preferred().compile(vjp).run(new double[][] {{2, 0}, {(float) 9.81}}, out, 1);
    double fall = Math.sqrt(2 * 2 / 9.81);
    assertEquals(fall, out[0][0], 2e-6);
    assertEquals(fall / 4, out[1][0], 2e-6, "by the height");
    assertEquals(-fall / 2 / 9.81, out[2][0], 2e-6, "by g");
  }

  @Test
  void whatNeedsDoublePrecisionIsSaid() {
    Tracer tracer = new Tracer();
    Tensor initial = tracer.input(new TensorType(DType.F32, Shape.of(1)), Scope.PER_LANE);
    SequencedMap<String, Tensor> p = new LinkedHashMap<>();
    p.put("rate", tracer.input(TensorType.f64(), Scope.SHARED));
    TracedProblem mixed =
        TracedProblem.of("decay", (t, y, q) -> y.times(q.get("rate")), initial, p);
    SolvePlan plan =
        SolvePlan.of(Tsit5.METHOD, StepControl.fixed(5), TimeSpan.of(0, 1), SaveAt.times(1));
    assertTold(
        "solve: parameter 'rate' is of f64, the initial state of f32: convert one of them",
        () -> mixed.solve(plan));
    p.put("rate", p.get("rate").in(DType.F32));
    TracedProblem problem =
        TracedProblem.of("decay", (t, y, q) -> y.times(q.get("rate")), initial, p);
    assertTold(
        "solve: gradients by Gauss need a field of f64, 'decay' is of f32",
        () -> problem.solve(plan.with(new Sensitivity.Gauss())));
  }

  private static void assertTold(String sentence, Runnable call) {
    assertEquals(sentence, assertThrows(IllegalArgumentException.class, call::run).getMessage());
  }
}
