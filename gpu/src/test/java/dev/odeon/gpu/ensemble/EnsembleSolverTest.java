package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solves by kernels, run by an emulator of the device, against the lanes solver: the same bits,
/// outcomes, counts and events.
class EnsembleSolverTest {
  private static void check(LanePlan plan, LaneInput input) {
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open()) {
      EnsembleSolver solver =
          new EnsembleSolver(new LoadedKernels(context), LaneProgram.of(plan));
      SameSolve.check(
          new LaneIntegrator(plan, new ReferenceBackend(), 1).run(input, Recording.NONE),
          solver.run(input));
    }
  }

  @Test
  void equalSteps() {
    check(
        SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(10), 0.2, 0.2), Ensembles.lorenz(40));
  }

  @ParameterizedTest
  @MethodSource({
    "dev.odeon.gpu.ensemble.SolveCases#saves",
    "dev.odeon.gpu.ensemble.SolveCases#outcomes",
    "dev.odeon.gpu.ensemble.SolveCases#breaks"
  })
  void isTheLanesSolver(SolveCase one) {
    check(one.plan(), one.input());
  }

  @ParameterizedTest
  @Tag("nightly")
  @MethodSource("dev.odeon.gpu.ensemble.SolveCases#methods")
  void isTheLanesSolverByEveryMethod(SolveCase one) {
    check(one.plan(), one.input());
  }
}
