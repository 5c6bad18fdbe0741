package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UserFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointedGradientTest {
  private static final int LANES = 9;

  /// Lotka-Volterra, parameter a shared, the others one a lane.
  private static FieldGraph field() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("a", new ValueType(TensorType.f64(), Scope.SHARED));
    types.put("b", new ValueType(TensorType.f64(3), Scope.PER_LANE));
    return FieldGraph.trace(
        "lotka_volterra",
        (t, y, p) -> {
          Tensor both = y.get(0).times(y.get(1));
          Tensor b = p.get("b");
          return Tensor.concatenate(
              p.get("a").times(y.get(0)).minus(b.get(0).times(both)),
              b.get(1).times(both).minus(b.get(2).times(y.get(1))));
        },
        2,
        types);
  }

  private static LaneMethod lane(String name) {
    return (LaneMethod) Methods.named(name);
  }

  private static LaneIntegrator integrator(LaneMethod method, StepControl control, Stops stops) {
    LanePlan plan =
        new LanePlan(field(), method, control, TimeSpan.of(0, 10), SaveAt.linspace(0, 10, 12))
            .withStops(stops);
    return new LaneIntegrator(plan, Backends.preferred(), 1);
  }

  /// All cotangents, one after the other.
  private static double[] gradient(LaneIntegrator integrator, Recording recording) {
    Random random = new Random(3);
    double[] initial = random.doubles(2 * LANES, 0.8, 1.5).toArray();
    double[] b = random.doubles(3 * LANES, 0.8, 3).toArray();
    double[][] parameters = {{1.5}, b};
    LaneRun run = integrator.run(initial, parameters, LANES, recording);
    assertTrue(run.solution().isSuccess(), "the case itself: a lane failed");
    double[] cotangent = random.doubles(run.solution().stateCount(), -1, 1).toArray();
    double[] ofInitial = new double[2 * LANES];
    double[][] ofParameters = {new double[1], new double[3 * LANES]};
    new DiscreteAdjoint(integrator).run(run, parameters, cotangent, ofInitial, ofParameters);
    double[] all = new double[2 * LANES + 1 + 3 * LANES];
    System.arraycopy(ofInitial, 0, all, 0, 2 * LANES);
    all[2 * LANES] = ofParameters[0][0];
    System.arraycopy(ofParameters[1], 0, all, 2 * LANES + 1, 3 * LANES);
    return all;
  }

  private static final StepControl ADAPTIVE = StepControl.adaptive(Tolerances.of(1e-8, 1e-8));

  @ParameterizedTest
  @ValueSource(longs = {2, 3, 5, 17, 60, 100_000})
  void theGradientHasTheSameBitsWhateverTheRoom(long slots) {
    LaneIntegrator integrator = integrator(lane("tsit5"), ADAPTIVE, Stops.NONE);
    double[] whole = gradient(integrator, Recording.FULL);
    assertArrayEquals(whole, gradient(integrator, Recording.within(slots * 104 * LANES)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"dormand_prince_54", "rodas5p", "verner7", "heun", "bogacki_shampine_32"})
  void soItIsForEveryKindOfMemoryBetweenSteps(String method) {
    StepControl loose = StepControl.adaptive(Tolerances.of(1e-5, 1e-5));
    LaneIntegrator integrator = integrator(lane(method), loose, Stops.NONE);
    double[] whole = gradient(integrator, Recording.FULL);
    assertArrayEquals(whole, gradient(integrator, Recording.within(200 * 8 * LANES)));
  }

  @Test
  void stepsOfFixedSizeAreMadeAgainToo() {
    LaneIntegrator integrator = integrator(lane("tsit5"), StepControl.fixed(2000), Stops.NONE);
    double[] whole = gradient(integrator, Recording.FULL);
    assertArrayEquals(whole, gradient(integrator, Recording.within(104 * 8 * LANES)));
  }

  @Test
  void stopsAreMetAgain() {
    LaneIntegrator integrator = integrator(lane("tsit5"), ADAPTIVE, Stops.at(0.3, 2.5, 7.25));
    double[] whole = gradient(integrator, Recording.FULL);
    assertArrayEquals(whole, gradient(integrator, Recording.within(104 * 5 * LANES)));
  }

  @Test
  void aRecordOfCheckpointsIsUsedUpByOneSweep() {
    LaneIntegrator integrator = integrator(lane("tsit5"), ADAPTIVE, Stops.NONE);
    double[] b = new double[3];
    Arrays.fill(b, 1);
    double[][] parameters = {{1.5}, b};
    LaneRun run = integrator.run(new double[] {1, 1}, parameters, 1, Recording.within(104 * 8));
    assertFalse(run.isComplete());
    assertFalse(run.isUsedUp());
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new ForwardSensitivity(integrator)
                        .run(
                            run,
                            parameters,
                            new int[1],
                            new double[2],
                            new double[2][3],
                            new double[24]))
            .getMessage();
    assertTrue(message.contains("Recording.FULL"), message);
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    double[] cotangent = new double[24];
    double[][] gradients = {new double[1], new double[3]};
    adjoint.run(run, parameters, cotangent, new double[2], gradients);
    assertTrue(run.isUsedUp());
    message =
        assertThrows(
                IllegalArgumentException.class,
                () -> adjoint.run(run, parameters, cotangent, new double[2], gradients))
            .getMessage();
    assertEquals("run has checkpoints of its steps that were used: run again", message);
  }

  @Test
  void aFieldThatChangesItsMindIsFoundOut() {
    int[] calls = new int[1];
    UserFunction fickle =
        UserFunction.of(
                "fickle",
                List.of(TensorType.f64(1)),
                List.of(TensorType.f64(1)),
                (in, out) -> out[0][0] = -in[0][0] * (1 + 1e-13 * (calls[0]++ % 7)))
            .withVjp((in, out) -> out[0][0] = -in[1][0])
            .withJvp((in, out) -> out[0][0] = -in[1][0]);
    FieldGraph field =
        FieldGraph.trace("fickle", (t, y, p) -> y.tracer().apply1(new Op.Custom(fickle), y), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            new LanePlan(
                field, lane("tsit5"), StepControl.fixed(100), TimeSpan.of(0, 1), SaveAt.times(1)),
            Backends.preferred(),
            1);
    LaneRun run = integrator.run(new double[] {1}, new double[0][], 1, Recording.within(1000));
    String message =
        assertThrows(
                IllegalStateException.class,
                () ->
                    new DiscreteAdjoint(integrator)
                        .run(
                            run, new double[0][], new double[] {1}, new double[1], new double[0][]))
            .getMessage();
    assertTrue(message.contains("does not lead to the state that it led to before"), message);
  }

  @Test
  void anInterruptedSweepHasNoGradient() {
    LaneIntegrator integrator = integrator(lane("tsit5"), ADAPTIVE, Stops.NONE);
    double[][] parameters = {{1.5}, {1, 1, 3}};
    LaneRun run = integrator.run(new double[] {1, 1}, parameters, 1, Recording.FULL);
    double[] cotangent = new double[24];
    Arrays.fill(cotangent, 1);
    double[] initial = new double[2];
    double[][] gradients = {new double[1], new double[3]};
    Thread.currentThread().interrupt();
    try {
      new DiscreteAdjoint(integrator).run(run, parameters, cotangent, initial, gradients);
    } finally {
      assertTrue(Thread.interrupted(), "the flag is kept");
    }
    assertArrayEquals(new double[] {Double.NaN, Double.NaN}, initial);
    assertTrue(Double.isNaN(gradients[0][0]) && Double.isNaN(gradients[1][2]));
  }

  /// The field interrupts its thread in the midst of the first steps that are made again.
  @Test
  void anInterruptReachesStepsThatAreMadeAgain() {
    int[] left = {Integer.MAX_VALUE};
    int[] calls = new int[1];
    UserFunction decay =
        UserFunction.of(
                "decay",
                List.of(TensorType.f64(1)),
                List.of(TensorType.f64(1)),
                (in, out) -> {
                  calls[0]++;
                  if (left[0]-- == 0) {
                    Thread.currentThread().interrupt();
                  }
                  out[0][0] = -in[0][0];
                })
            .withVjp((in, out) -> out[0][0] = -in[1][0])
            .withJvp((in, out) -> out[0][0] = -in[1][0]);
    FieldGraph field =
        FieldGraph.trace("decay", (t, y, p) -> y.tracer().apply1(new Op.Custom(decay), y), 1);
    LaneIntegrator integrator =
        new LaneIntegrator(
            new LanePlan(
                field,
                lane("tsit5"),
                StepControl.fixed(10_000),
                TimeSpan.of(0, 1),
                SaveAt.times(1)),
            Backends.preferred(),
            1);
    DiscreteAdjoint adjoint = new DiscreteAdjoint(integrator);
    LaneRun run = integrator.run(new double[] {1}, new double[0][], 1, Recording.within(300));
    double[] initial = new double[1];
    // The first step backwards is at hand, the second is made again from far away.
    left[0] = 200;
    calls[0] = 0;
    try {
      adjoint.run(run, new double[0][], new double[] {1}, initial, new double[0][]);
    } finally {
      assertTrue(Thread.interrupted(), "the flag is kept");
    }
    assertTrue(calls[0] < 300, calls[0] + " evaluations, 200 of them before the interrupt");
    assertTrue(Double.isNaN(initial[0]), "gradient " + initial[0]);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theNumberOfThreadsDoesNotMatter(int threads) {
    int lanes = 150;
    double[] initial = new Random(1).doubles(2L * lanes, 0.8, 1.5).toArray();
    double[][] parameters = {{1.5}, new Random(2).doubles(3L * lanes, 0.8, 3).toArray()};
    List<double[]> all = new ArrayList<>();
    for (int count : new int[] {1, threads}) {
      LaneIntegrator integrator =
          new LaneIntegrator(
              new LanePlan(
                  field(), lane("tsit5"), ADAPTIVE, TimeSpan.of(0, 3), SaveAt.linspace(0, 3, 5)),
              Backends.preferred(),
              count);
      LaneRun run = integrator.run(initial, parameters, lanes, Recording.within(104L * 6 * lanes));
      double[] cotangent = new Random(3).doubles(run.solution().stateCount(), -1, 1).toArray();
      double[] ofInitial = new double[2 * lanes];
      double[][] gradients = {new double[1], new double[3 * lanes]};
      new DiscreteAdjoint(integrator).run(run, parameters, cotangent, ofInitial, gradients);
      all.add(ofInitial);
      all.add(gradients[0]);
      all.add(gradients[1]);
    }
    for (int i = 0; i < 3; i++) {
      assertArrayEquals(all.get(i), all.get(i + 3), threads + " threads");
    }
  }
}
