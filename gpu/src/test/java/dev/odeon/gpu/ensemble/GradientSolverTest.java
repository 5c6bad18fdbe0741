package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.DiscreteAdjoint;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Rosenbrock;
import dev.odeon.ode.method.Tsit5;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
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
        new SolveCase("two blocks", ends, Ensembles.lorenz(70)),
        new SolveCase("more steps than there was room for", many, Ensembles.lorenz(2)),
        new SolveCase("spiral", SolveCases.spirals(8), Ensembles.spirals(8, 4)),
        new SolveCase(
            "Robertson", SolveCases.robertson(Rosenbrock.RODAS_5P, 4), Ensembles.robertson(3)));
  }

  @ParameterizedTest
  @MethodSource({"cases", "dev.odeon.gpu.ensemble.StochasticCases#smooth"})
  void isTheSweepOnTheProcessor(SolveCase one) {
    Gradient expected = onTheProcessor(one.plan(), one.input());
    Gradient actual = onTheDevice(one.plan(), one.input());
    assertArrayEquals(expected.initial(), actual.initial(), "initial state");
    for (int i = 0; i < expected.parameters().length; i++) {
      assertArrayEquals(expected.parameters()[i], actual.parameters()[i], "parameter " + i);
    }
    SameSolve.check(expected.run(), actual.run());
    assertTrue(Arrays.stream(expected.initial()).allMatch(Double::isFinite), "a gradient exists");
  }

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Gradient(LaneRun run, double[] initial, double[][] parameters) {}

  private static double[] cotangent(LanePlan plan, int lanes) {
    long count = (long) plan.saveAt().count() * plan.field().dimension() * lanes;
    return new Random(3).doubles(count, -1, 1).toArray();
  }

  private static double[][] parameters(LanePlan plan, int lanes) {
    List<ValueType> types = plan.field().parameterTypes();
    double[][] arrays = new double[types.size()][];
    for (int i = 0; i < arrays.length; i++) {
      int size = types.get(i).type().size();
      arrays[i] = new double[TrajectoryMemory.isShared(types, i) ? size : size * lanes];
      Arrays.fill(arrays[i], 12345);
    }
    return arrays;
  }

  private static Gradient onTheProcessor(LanePlan plan, LaneInput input) {
    LaneIntegrator integrator = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    LaneRun run = integrator.run(input, Recording.FULL);
    double[] initial = new double[input.initial().length];
    double[][] parameters = parameters(plan, input.lanes());
    new DiscreteAdjoint(integrator)
        .run(run, input.parameters(), cotangent(plan, input.lanes()), initial, parameters);
    return new Gradient(run, initial, parameters);
  }

  private static Gradient onTheDevice(LanePlan plan, LaneInput input) {
    LaneIntegrator integrator = new LaneIntegrator(plan, new ReferenceBackend(), 1);
    BackwardProgram backward = BackwardProgram.of(integrator).orElseThrow();
    double[] initial = new double[input.initial().length];
    double[][] parameters = parameters(plan, input.lanes());
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open()) {
      LaneRun run =
          new GradientSolver(new LoadedKernels(context), integrator, backward)
              .run(input, cotangent(plan, input.lanes()), initial, parameters);
      return new Gradient(run, initial, parameters);
    }
  }
}
