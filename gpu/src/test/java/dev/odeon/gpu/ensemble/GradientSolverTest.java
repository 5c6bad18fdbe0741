package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.Scope;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.trace.Tensor;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.Event;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Gradients by kernels, run by an emulator of the device, against the sweep on the processor: the
/// same bits.
class GradientSolverTest {
  static Stream<SolveCase> cases() {
    LanePlan few = SolveCases.lorenz(Tsit5.METHOD, SolveCases.ADAPTIVE, 0.3, 0, 0.1, 0.22, 0.3);
    LanePlan ends = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(7), 0.1, 0.1);
    LanePlan many = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(80), 0.3, 0.3);
    return Stream.of(
        new SolveCase("states within steps", few, Ensembles.lorenz(5)),
        new SolveCase("two blocks", ends, Ensembles.lorenz(66)),
        new SolveCase("more steps than there was room for", many, Ensembles.lorenz(2)),
        named("own times", SolveCases.saves()),
        named("stops at fixed steps", SolveCases.breaks()),
        new SolveCase(
            "stops",
            named("stops", SolveCases.breaks()).plan(),
            LaneInput.of(new double[] {1, 1.1, 1.2}, new double[0][], 3)),
        named("bounces", SolveCases.breaks()),
        damped("the second floor ends it", 3, Ensembles.bounce(0.8).terminatingAt(2)),
        damped(
            "parameters of lanes and of all",
            66,
            Event.of("floor", (t, y, p) -> y.get(0).minus(p.get("drag").times(0.1)))
                .falling()
                .changing(
                    (t, y, p) ->
                        Tensor.concatenate(
                            y.get(0), y.get(1).times(p.get("loss")).minus(p.get("drag")))),
            Event.of("top", (t, y, p) -> y.get(1)).falling()),
        named("an event at a stop", SolveCases.breaks()),
        new SolveCase("spiral", SolveCases.spirals(8), Ensembles.spirals(8, 4)),
        new SolveCase(
            "Robertson", SolveCases.robertson(Rosenbrock.RODAS_5P, 4), Ensembles.robertson(3)));
  }

  /// Balls that fall through air: its drag is one for all, the loss of a bounce each ball's own.
  private static SolveCase damped(String name, int lanes, Event... events) {
    SequencedMap<String, ValueType> parameters = new LinkedHashMap<>();
    parameters.put("drag", new ValueType(TensorType.f64(), Scope.SHARED));
    parameters.put("loss", new ValueType(TensorType.f64(), Scope.PER_LANE));
    FieldGraph field =
        FieldGraph.trace(
            "damped",
            (t, y, p) ->
                Tensor.concatenate(y.get(1), y.get(1).times(p.get("drag")).plus(9.8).negate()),
            2,
            parameters);
    LanePlan plan =
        new LanePlan(
                field,
                Tsit5.METHOD,
                StepControl.fixed(7),
                TimeSpan.of(0, 1.5),
                SaveAt.times(0, 0.2, 0.4))
            .withEvents(events);
    double[] loss = new double[lanes];
    Arrays.setAll(loss, lane -> -0.5 - 0.3 * lane / lanes);
    double[] initial = new double[2 * lanes];
    Arrays.setAll(initial, i -> i < lanes ? 1 + 0.5 * i / lanes : 0);
    return new SolveCase(name, plan, LaneInput.of(initial, new double[][] {{0.3}, loss}, lanes));
  }

  private static SolveCase named(String name, Stream<SolveCase> cases) {
    return cases.filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @MethodSource({"cases", "dev.odeon.gpu.ensemble.StochasticCases#smooth"})
  void isTheSweepOnTheProcessor(SolveCase one) {
    SameGradient.check(
        one.plan(),
        one.input(),
        (context, integrator) ->
            new GradientSolver(
                new LoadedKernels(context),
                integrator,
                TrajectoryForm.THREADS,
                ThreadsBack.of(BackwardProgram.of(integrator).orElseThrow(), 32)));
  }

  /// The first of four launches is interrupted: the others do not happen, and nothing half done is
  /// taken for a gradient.
  @Test
  void anInterruptEndsTheWayBack() {
    LanePlan plan = SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(8), 0.1, 0.1);
    PtxMachine machine = new PtxMachine();
    List<String> launched = new ArrayList<>();
    FakeDriver driver =
        FakeDriver.running(
            (ptx, name, shape, parameters, memory) -> {
              machine.run(ptx, name, shape, parameters, memory);
              if (name.endsWith("_backward")) {
                launched.add(name);
                Thread.currentThread().interrupt();
              }
            });
    LaneInput input = Ensembles.lorenz(2);
    double[] initial = new double[input.initial().length];
    double[][] parameters =
        Arrays.stream(input.parameters()).map(p -> new double[p.length]).toArray(double[][]::new);
    LaneIntegrator integrator = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    try (CudaContext context = driver.open()) {
      new GradientSolver(
              new LoadedKernels(context),
              integrator,
              TrajectoryForm.THREADS,
              ThreadsBack.of(BackwardProgram.of(integrator).orElseThrow(), 2))
          .run(input, new double[1][6], initial, parameters);
    } finally {
      assertTrue(Thread.interrupted(), "the interrupt is the caller's to see");
    }
    assertEquals(1, launched.size(), launched::toString);
    assertTrue(Arrays.stream(initial).allMatch(Double::isNaN), Arrays.toString(initial));
  }
}
