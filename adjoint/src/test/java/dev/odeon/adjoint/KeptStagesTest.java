package dev.odeon.adjoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Backend;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.backend.cpu.CpuBackend;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.UnaryFunction;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.Methods;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Stops;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.step.StepGraphs;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the forward sweep kept and what the backward sweep computes again have the same bits.
class KeptStagesTest {
  private static final int LANES = 75;
  private static final long ROOM = 64 << 20;
  private static final StepControl LOOSE = StepControl.adaptive(Tolerances.of(1e-4, 1e-4));

  /// A driven pendulum, its stiffness shared, its damping one a lane.
  private static FieldGraph field() {
    SequencedMap<String, ValueType> types = new LinkedHashMap<>();
    types.put("a", new ValueType(TensorType.f64(2), Scope.SHARED));
    types.put("b", new ValueType(TensorType.f64(), Scope.PER_LANE));
    return FieldGraph.trace(
        "pendulum",
        (t, y, p) -> {
          Tensor a = p.get("a");
          Tensor pull = a.get(0).exp().times(y.get(0).sin());
          Tensor drive = t.cos().times(a.get(1)).times(y.get(0).times(y.get(1)).tanh());
          return Tensor.concatenate(y.get(1), drive.minus(pull).minus(p.get("b").times(y.get(1))));
        },
        2,
        types);
  }

  private static LanePlan plan(String method, StepControl control, SaveAt saveAt) {
    TimeSpan span = TimeSpan.of(0, 6);
    return new LanePlan(field(), (LaneMethod) Methods.named(method), control, span, saveAt);
  }

  private static LaneIntegrator integrator(LanePlan plan) {
    return new LaneIntegrator(plan, Backends.preferred(), 1);
  }

  private static double[][] parameters() {
    return new double[][] {{0.7, 0.4}, new Random(2).doubles(LANES, 0, 0.5).toArray()};
  }

  /// Trajectories of very different lengths.
  private static LaneRun run(LaneIntegrator integrator, Recording recording) {
    Random random = new Random(3);
    double[] initial = new double[2 * LANES];
    Arrays.setAll(initial, i -> random.nextGaussian() * Math.exp(-0.05 * (i % LANES)));
    return integrator.run(initial, parameters(), LANES, recording);
  }

  /// All cotangents, one after the other.
  private static double[] gradient(LaneIntegrator integrator, LaneRun run) {
    Random random = new Random(4);
    double[] saved = random.doubles(run.solution().stateCount(), -1, 1).toArray();
    double[] initial = new double[2 * LANES];
    double[] shared = new double[2];
    double[] own = new double[LANES];
    double[][] cotangents = {saved};
    if (!integrator.plan().events().isEmpty()) {
      double[] states = random.doubles(2 * LANES, -1, 1).toArray();
      cotangents = new double[][] {saved, states, random.doubles(LANES, -1, 1).toArray()};
    }
    for (int k = 0; k < saved.length; k++) {
      saved[k] = Double.isNaN(run.solution().states()[k]) ? 0 : saved[k];
    }
    new DiscreteAdjoint(integrator)
        .run(run, parameters(), cotangents, initial, new double[][] {shared, own});
    double[] all = Arrays.copyOf(initial, 3 * LANES + 2);
    System.arraycopy(own, 0, all, 2 * LANES, LANES);
    System.arraycopy(shared, 0, all, 3 * LANES, 2);
    assertTrue(Arrays.stream(all).allMatch(Double::isFinite), "the case itself");
    return all;
  }

  private static void checkBits(LaneIntegrator integrator) {
    double[] again = gradient(integrator, run(integrator, Recording.FULL));
    LaneRun kept = run(integrator, new DiscreteAdjoint(integrator).recording(ROOM));
    for (int block = 0; block < 2; block++) {
      assertTrue(kept.tapes().get(block).isPresent(), "block " + block + " was not kept");
    }
    assertArrayEquals(again, gradient(integrator, kept), "from what was kept");
    assertArrayEquals(again, gradient(integrator, kept), "a second time, when it is given back");
    assertArrayEquals(
        again,
        gradient(integrator, run(integrator, new DiscreteAdjoint(integrator).recording(ROOM))),
        "on the same tape");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tsit5", "dormand_prince_54", "verner7", "heun", "bogacki_shampine_32"})
  void theBitsAreThoseOfStagesThatAreEvaluatedAgain(String method) {
    checkBits(integrator(plan(method, LOOSE, SaveAt.linspace(0, 6, 15))));
  }

  @Test
  void soTheyAreForStatesAtTheEndOnly() {
    checkBits(integrator(plan("tsit5", LOOSE, SaveAt.end(TimeSpan.of(0, 6)))));
  }

  @Test
  void soTheyAreForStepsOfFixedSize() {
    checkBits(integrator(plan("tsit5", StepControl.fixed(40), SaveAt.linspace(0, 6, 15))));
  }

  @Test
  void soTheyAreWithStops() {
    SaveAt saveAt = SaveAt.linspace(0, 6, 15);
    LanePlan plan = plan("tsit5", LOOSE, saveAt);
    checkBits(integrator(plan.withStops(Stops.at(0.3, 2.5))));
  }

  @Test
  void soTheyAreThroughEvents() {
    Event bounce =
        Event.of("bounce", (t, y, p) -> y.get(0))
            .falling()
            .changing((t, y, p) -> Tensor.concatenate(y.get(0), y.get(1).times(-0.8)));
    Event fast = Event.of("fast", (t, y, p) -> y.get(1).minus(1.2)).rising().terminatingAt(2);
    LanePlan plan = plan("tsit5", LOOSE, SaveAt.linspace(0, 6, 15));
    checkBits(integrator(plan.withEvents(List.of(bounce, fast))));
  }

  @ParameterizedTest
  @CsvSource({"1, 2", "2000, 2", "200000, 1"})
  void whereThereIsNoRoomStagesAreEvaluatedAgain(long bytesPerLane, int least) {
    LaneIntegrator integrator = integrator(plan("tsit5", LOOSE, SaveAt.linspace(0, 6, 15)));
    double[] again = gradient(integrator, run(integrator, Recording.FULL));
    long bytes = Math.max(bytesPerLane, 16 * 104) * LANES;
    LaneRun run = run(integrator, new DiscreteAdjoint(integrator).recording(bytes));
    long missing = run.tapes().stream().filter(Optional::isEmpty).count();
    assertEquals(bytesPerLane > 10_000 ? 0 : least, missing, "blocks without room");
    assertArrayEquals(again, gradient(integrator, run));
  }

  @Test
  void interpreterCompilerAndThreadsAgree() {
    LanePlan plan = plan("tsit5", LOOSE, SaveAt.linspace(0, 6, 15));
    double[] expected = null;
    for (Backend backend : new Backend[] {new ReferenceBackend(), new CpuBackend()}) {
      for (int threads = 1; threads <= 2; threads++) {
        LaneIntegrator integrator = new LaneIntegrator(plan, backend, threads);
        Recording recording = new DiscreteAdjoint(integrator).recording(ROOM);
        double[] found = gradient(integrator, run(integrator, recording));
        expected = expected == null ? found : expected;
        assertArrayEquals(expected, found, backend.name() + " on " + threads + " threads");
      }
    }
  }

  @Test
  void theSweepEvaluatesNoStageButTheFirst() {
    StepGraphs steps = integrator(plan("tsit5", LOOSE, SaveAt.linspace(0, 6, 15))).steps();
    KeptStages kept = BackwardGraphs.of(steps).kept().orElseThrow();
    StepGraphs other = integrator(plan("rodas5p", LOOSE, SaveAt.linspace(0, 6, 15))).steps();
    assertTrue(BackwardGraphs.of(other).kept().isEmpty(), "rodas5p keeps nothing");
    long tanh =
        kept.step().body().equations().stream()
            .filter(e -> e.op() instanceof Op.Unary(UnaryFunction of) && of == UnaryFunction.TANH)
            .count();
    assertEquals(1, tanh);
  }
}
