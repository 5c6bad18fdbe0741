package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.Recording;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solves by kernels, run by an emulator of the device, against the lanes solver: the same bits,
/// outcomes, counts and events.
class EnsembleSolverTest {
  private static void check(LanePlan plan, LaneInput input) {
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open()) {
      EnsembleSolver solver = new EnsembleSolver(new LoadedKernels(context), LaneProgram.of(plan));
      SameSolve.check(
          new LaneIntegrator(plan, new ReferenceBackend(), 1).run(input, Recording.NONE),
          solver.run(input));
    }
  }

  @ParameterizedTest
  @MethodSource({
    "dev.odeon.gpu.ensemble.SolveCases#ensembles",
    "dev.odeon.gpu.ensemble.SolveCases#families",
    "dev.odeon.gpu.ensemble.SolveCases#saves",
    "dev.odeon.gpu.ensemble.SolveCases#outcomes",
    "dev.odeon.gpu.ensemble.SolveCases#breaks",
    "dev.odeon.gpu.ensemble.StochasticCases#all"
  })
  void isTheLanesSolver(SolveCase one) {
    check(one.plan(), one.input());
  }

  @ParameterizedTest
  @Tag("nightly")
  @MethodSource({
    "dev.odeon.gpu.ensemble.SolveCases#large",
    "dev.odeon.gpu.ensemble.SolveCases#methods"
  })
  void isTheLanesSolverOnMoreAndByEveryMethod(SolveCase one) {
    check(one.plan(), one.input());
  }
}
