package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.GradientSolver;
import dev.odeon.gpu.ensemble.SameGradient;
import dev.odeon.gpu.ensemble.SweepProgram;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.Tolerances;
import org.junit.jupiter.api.Test;

/// Gradients by tiles, run by an emulator of the device, against the sweep on the processor: the
/// same bits.
class TileGradientTest {
  private static final int ROOM = 160 << 10;
  private static final TileShape TILE = new TileShape(4, 16);

  private static void check(LanePlan plan, LaneInput input, TileShape shape) {
    SameGradient.check(
        plan,
        input,
        (context, integrator) ->
            GradientSolver.of(
                context,
                integrator,
                new TileForm(shape, ROOM),
                SweepProgram.of(integrator).orElseThrow(),
                new TileSweep(shape, ROOM)));
  }

  @Test
  void equalStepsOfAChainOfLayers() {
    int[] net = {4, 8, 8, 4};
    check(Nets.plan(StepControl.fixed(3), SaveAt.times(1), net), Nets.input(5, net), TILE);
  }

  @Test
  void adaptiveStepsOfEachColumnItsOwn() {
    int[] net = {5, 20, 12, 5};
    LanePlan plan =
        Nets.plan(StepControl.adaptive(Tolerances.of(1e-5, 1e-7)), SaveAt.linspace(0, 1, 5), net);
    check(plan, Nets.input(7, net), TILE);
  }
}
