package dev.odeon.gpu.tile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.ensemble.GradientSolver;
import dev.odeon.gpu.ensemble.SameGradient;
import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Gradients by tiles, run by an emulator of the device, against the sweep on the processor: the
/// same bits.
class TileGradientTest {
  private static final int ROOM = 160 << 10;
  private static final TileShape TILE = new TileShape(4, 16);

  private static void check(LanePlan plan, LaneInput input, TileShape shape) {
    check(plan, input, shape, FakeDriver.running(new PtxMachine()));
  }

  private static void check(LanePlan plan, LaneInput input, TileShape shape, FakeDriver driver) {
    SameGradient.check(
        plan,
        input,
        (context, integrator) ->
            GradientSolver.of(
                context,
                integrator,
                new TileForm(shape, ROOM),
                SweepProgram.of(integrator).orElseThrow(),
                new TileSweep(shape, ROOM)),
        driver);
  }

  @Test
  void equalStepsOfAChainOfLayers() {
    int[] net = {4, 20, 12, 4};
    check(Nets.plan(StepControl.fixed(2), SaveAt.times(1), net), Nets.input(5, net), TILE);
  }

  @Test
  void adaptiveStepsOfEachColumnItsOwn() {
    int[] net = {5, 6, 5};
    LanePlan plan =
        Nets.plan(StepControl.adaptive(Tolerances.of(1e-2, 1e-3)), SaveAt.times(0, 0.3, 1), net);
    check(plan, Nets.input(3, net), new TileShape(4, 2));
  }

  /// There is room for what is kept of half of the steps.
  @Test
  void goesBackOverAFewStepsAtATime() {
    int[] net = {2, 3, 2};
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    driver.limitTo(400_000);
    LanePlan plan = Nets.plan(StepControl.fixed(8), SaveAt.times(0.4, 1), net);
    check(plan, Nets.input(3, net), new TileShape(4, 2), driver);
    long launches = driver.calls().stream().filter("cuLaunchKernel"::equals).count();
    assertTrue(launches >= 1 + 2 * 5, launches + " launches: one part was enough");
  }

  @Test
  @Tag("nightly")
  void twoBlocksOfManySteps() {
    int[] net = {5, 20, 12, 5};
    LanePlan plan =
        Nets.plan(StepControl.adaptive(Tolerances.of(1e-5, 1e-7)), SaveAt.linspace(0, 1, 5), net);
    check(plan, Nets.input(70, net), TILE);
  }
}
