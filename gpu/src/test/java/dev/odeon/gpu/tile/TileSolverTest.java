package dev.odeon.gpu.tile;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.ensemble.EnsembleSolver;
import dev.odeon.gpu.ensemble.SameSolve;
import dev.odeon.gpu.ensemble.SolveCase;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Solves by tiles, run by an emulator of the device, against the lanes solver: the same bits,
/// outcomes and counts.
class TileSolverTest {
  private static final int ROOM = 160 << 10;
  private static final TileShape TILE = new TileShape(4, 16);

  private static void check(LanePlan plan, LaneInput input, TileShape shape, int room) {
    try (CudaContext context = FakeDriver.running(new PtxMachine()).open()) {
      EnsembleSolver solver =
          EnsembleSolver.of(context, LaneProgram.of(plan), new TileForm(shape, room));
      SameSolve.check(
          new LaneIntegrator(plan, new ReferenceBackend(), 1).run(input, Recording.NONE),
          solver.run(input));
    }
  }

  @Test
  void equalStepsOfAChainOfLayers() {
    int[] net = {4, 8, 8, 4};
    LanePlan plan = Nets.plan(StepControl.fixed(3), SaveAt.times(1), net);
    check(plan, Nets.input(5, net), TILE, ROOM);
  }

  /// Nothing in them is large, but they end in every way there is.
  @ParameterizedTest
  @MethodSource("dev.odeon.gpu.ensemble.SolveCases#outcomes")
  void isTheLanesSolver(SolveCase one) {
    check(one.plan(), one.input(), new TileShape(4, 2), ROOM);
  }

  /// By every family of methods; they save and break off in every way there is.
  @ParameterizedTest
  @Tag("nightly")
  @MethodSource({
    "dev.odeon.gpu.ensemble.SolveCases#ensembles",
    "dev.odeon.gpu.ensemble.SolveCases#families",
    "dev.odeon.gpu.ensemble.SolveCases#saves",
    "dev.odeon.gpu.ensemble.SolveCases#breaks",
    "dev.odeon.gpu.ensemble.StochasticCases#all"
  })
  void isTheLanesSolverEverywhere(SolveCase one) {
    check(one.plan(), one.input(), new TileShape(4, 2), ROOM);
  }

  @Test
  void adaptiveStepsOfEachColumnItsOwn() {
    int[] net = {5, 20, 12, 5};
    LanePlan plan =
        Nets.plan(StepControl.adaptive(Tolerances.of(1e-5, 1e-7)), SaveAt.linspace(0, 1, 5), net);
    check(plan, Nets.input(7, net), TILE, ROOM);
  }
}
