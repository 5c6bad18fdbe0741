package dev.odeon.gpu.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.adjoint.GradientCompiler;
import dev.odeon.gpu.driver.ComputeCapability;
import dev.odeon.gpu.driver.CudaDevice;
import dev.odeon.gpu.driver.CudaDevices;
import dev.odeon.gpu.driver.CudaVersion;
import dev.odeon.gpu.driver.DeviceReport;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.gpu.ensemble.EnsembleSolver;
import dev.odeon.gpu.ensemble.GradientSolver;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneCompiler;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.problem.SaveAt;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which solves are handed to tiles.
class TileCompilerTest {
  private static final CudaDevice GPU =
      new CudaDevice(0, "NVIDIA H100", new ComputeCapability(9, 0), 1L << 30);

  private static LaneProgram program(int... net) {
    return LaneProgram.of(Nets.plan(StepControl.fixed(2), SaveAt.times(1), net));
  }

  private static LaneCompiler.Compilation compile(LaneProgram program) {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    CudaDevices devices =
        new CudaDevices(
            new DeviceReport.Available(new CudaVersion(12, 6), List.of(GPU)), () -> driver);
    LaneCompiler threads =
        (_, _) -> new LaneCompiler.Compilation.Refused("one thread for a trajectory");
    return new TileCompiler(() -> devices, threads).compile(program, new Device.Cuda(0));
  }

  @Test
  void largeLayersAreForTiles() {
    TilePlan plan = TilePlan.of(program(2, 50, 50, 2));
    assertTrue(plan.isTile(), plan.reason());
    assertTrue(plan.reason().contains("2500 weights"), plan.reason());
    LaneCompiler.Compilation.Compiled compiled =
        assertInstanceOf(LaneCompiler.Compilation.Compiled.class, compile(program(2, 50, 50, 2)));
    EnsembleSolver solver = assertInstanceOf(EnsembleSolver.class, compiled.code());
    assertTrue(solver.ptx().contains(".extern .shared"), "the kernel shares no memory");
  }

  @Test
  void smallLayersAreForThreads() {
    TilePlan plan = TilePlan.of(program(2, 8, 8, 2));
    assertFalse(plan.isTile(), plan.reason());
    assertEquals(
        new LaneCompiler.Compilation.Refused("one thread for a trajectory"),
        compile(program(2, 8, 8, 2)));
  }

  @Test
  void layersThatNoTileHoldsAreRefused() {
    assertTrue(TilePlan.form(program(4, 4096, 4), 48 << 10).isEmpty());
  }

  private static GradientCompiler.Compilation gradients(int... net) {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    CudaDevices devices =
        new CudaDevices(
            new DeviceReport.Available(new CudaVersion(12, 6), List.of(GPU)), () -> driver);
    GradientCompiler threads =
        (_, _) -> new GradientCompiler.Compilation.Refused("one thread for a trajectory");
    LanePlan plan = Nets.plan(StepControl.fixed(2), SaveAt.times(1), net);
    return new TileGradients(() -> devices, threads)
        .compile(new LaneIntegrator(plan, new ReferenceBackend(), 1), new Device.Cuda(0));
  }

  @Test
  void gradientsGoTheSameWays() {
    GradientCompiler.Compilation.Compiled wide =
        assertInstanceOf(GradientCompiler.Compilation.Compiled.class, gradients(2, 50, 50, 2));
    assertInstanceOf(GradientSolver.class, wide.code());
    assertEquals(
        new GradientCompiler.Compilation.Refused("one thread for a trajectory"),
        gradients(2, 8, 8, 2));
  }
}
