package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
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
import dev.odeon.gpu.tile.TileCompiler;
import dev.odeon.gpu.tile.TileGradients;
import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneCompiler;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.FieldGraph;
import dev.odeon.ode.problem.OpaqueField;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

/// What is compiled for a device, and what is left to the processor with which reason.
class EnsembleCompilerTest {
  private static final StepControl FEW = StepControl.fixed(3);
  private static final LanePlan PLAN = SolveCases.lorenz(Tsit5.METHOD, FEW, 0.1, 0.1);

  private static final CudaDevice GPU =
      new CudaDevice(0, "NVIDIA H100", new ComputeCapability(9, 0), 1L << 30);

  private final FakeDriver driver = FakeDriver.running(new PtxMachine());
  private final CudaDevices devices =
      new CudaDevices(
          new DeviceReport.Available(new CudaVersion(12, 6), List.of(GPU)), () -> driver);

  private String refused(LanePlan plan) {
    return assertInstanceOf(
            LaneCompiler.Compilation.Refused.class,
            new EnsembleCompiler(() -> devices).compile(LaneProgram.of(plan), new Device.Cuda(0)))
        .reason();
  }

  private static LanePlan saving(FieldGraph field, SaveAt saveAt) {
    return new LanePlan(field, Tsit5.METHOD, FEW, TimeSpan.of(0, 0.1), saveAt);
  }

  @Test
  void solvesOnADeviceLeaveNothingBehind() {
    LaneCompiler.Compilation.Compiled compiled =
        assertInstanceOf(
            LaneCompiler.Compilation.Compiled.class,
            new EnsembleCompiler(() -> devices).compile(LaneProgram.of(PLAN), new Device.Cuda(0)));
    LaneInput input = Ensembles.lorenz(3);
    for (int i = 0; i < 3; i++) {
      SameSolve.check(
          new LaneIntegrator(PLAN, new ReferenceBackend(), 1).run(input, Recording.NONE),
          compiled.code().run(input));
    }
    assertEquals(0, driver.open("memory"), "memory is freed");
    assertEquals(0, driver.open("stream"), "streams are destroyed");
    assertEquals(
        1, driver.calls().stream().filter("cuModuleLoadDataEx"::equals).count(), "loaded once");
  }

  @Test
  void anEmptyBatchIsSolvedByDoingNothing() {
    LaneCompiler.Compilation.Compiled compiled =
        assertInstanceOf(
            LaneCompiler.Compilation.Compiled.class,
            new EnsembleCompiler(() -> devices).compile(LaneProgram.of(PLAN), new Device.Cuda(0)));
    LaneInput nobody = LaneInput.of(new double[0], new double[][] {{10, 8.0 / 3}, {}}, 0);
    assertEquals(0, compiled.code().run(nobody).solution().lanes());
  }

  @Test
  void whatAKernelCannotDoIsNamed() {
    assertTrue(refused(saving(Ensembles.LORENZ, SaveAt.dense())).startsWith("dense output"));
    assertTrue(refused(saving(Ensembles.LORENZ, SaveAt.steps())).contains("number of steps"));
    FieldGraph own = OpaqueField.graph("own", 1, (t, y, dy) -> dy[0] = -y[0]);
    assertTrue(refused(saving(own, SaveAt.times(0.1))).contains("on the host"), "user code");
  }

  @Test
  void gradientsGoThroughEvents() {
    LanePlan bouncing = SolveCases.balls(1).withEvents(Ensembles.bounce(0.8));
    LaneIntegrator integrator = new LaneIntegrator(bouncing, new ReferenceBackend(), 1);
    assertInstanceOf(
        GradientCompiler.Compilation.Compiled.class,
        new EnsembleGradients(() -> devices).compile(integrator, new Device.Cuda(0)));
  }

  @Test
  void bothAreServices() {
    assertTrue(
        ServiceLoader.load(LaneCompiler.class).stream()
            .anyMatch(one -> one.type() == TileCompiler.class));
    assertTrue(
        ServiceLoader.load(GradientCompiler.class).stream()
            .anyMatch(one -> one.type() == TileGradients.class));
  }
}
