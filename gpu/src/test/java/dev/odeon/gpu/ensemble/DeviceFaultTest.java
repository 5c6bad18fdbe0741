package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlacement;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Devices that fail in the middle of a solve: the processor's numbers come out, one warning says
/// why, nothing is left behind.
class DeviceFaultTest {
  private static final int LANES = 200;
  private static final LanePlan PLAN =
      SolveCases.lorenz(Tsit5.METHOD, StepControl.fixed(4), 0.1, 0.1);
  private static final LaneInput INPUT = Ensembles.lorenz(LANES);
  private static final LaneRun EXPECTED =
      new LaneIntegrator(PLAN, new ReferenceBackend(), 1).run(INPUT, Recording.NONE);

  private final Logger logger = Logger.getLogger("dev.odeon.ode.lanes");
  private final Warnings warnings = new Warnings();

  @BeforeEach
  void listen() {
    logger.setUseParentHandlers(false);
    logger.addHandler(warnings);
  }

  @AfterEach
  void stopListening() {
    logger.removeHandler(warnings);
    logger.setUseParentHandlers(true);
  }

  @Test
  void memoryThatDoesNotDoForAllLanesMakesParts() {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      LaneIntegrator integrator = on(context);
      driver.limitTo(20_000);
      SameSolve.check(EXPECTED, integrator.run(INPUT, Recording.NONE));
      long launches = driver.calls().stream().filter("cuLaunchKernel"::equals).count();
      assertTrue(launches > 1, () -> launches + " launches; the memory did for all lanes");
    }
    assertEquals(List.of(), warnings.sentences);
  }

  @Test
  void withNoMemoryTheProcessorDoesIt() {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    try (CudaContext context = driver.open()) {
      LaneIntegrator integrator = on(context);
      driver.returning("cuMemAlloc_v2", 2);
      SameSolve.check(EXPECTED, integrator.run(INPUT, Recording.NONE));
      assertEquals(
          List.of(
              "a solve goes on on the processor: cuMemAlloc_v2 returned error 2,"
                  + " CUDA_ERROR_OUT_OF_MEMORY (free memory on this machine and its GPU)"),
          warnings.sentences);
      assertTrue(context.isAlive());
      driver.returning("cuMemAlloc_v2", 0);
      SameSolve.check(EXPECTED, integrator.run(INPUT, Recording.NONE));
      assertEquals(1, warnings.sentences.size(), "the device is used again");
    }
  }

  /// An illegal address, an uncorrectable memory error, a kernel that the watchdog ended, a GPU
  /// that fell off the bus.
  @ParameterizedTest
  @CsvSource({
    "700, CUDA_ERROR_ILLEGAL_ADDRESS",
    "214, CUDA_ERROR_ECC_UNCORRECTABLE",
    "702, CUDA_ERROR_LAUNCH_TIMEOUT",
    "719, CUDA_ERROR_LAUNCH_FAILED",
    "999, CUDA_ERROR_UNKNOWN"
  })
  void aDeviceThatDiesIsNotUsedAgain(int code, String name) {
    FakeDriver driver =
        FakeDriver.running(
            (_, _, _, _, _) -> {
              throw DriverException.returned("cuLaunchKernel", code);
            });
    CudaContext context = driver.open();
    LaneIntegrator integrator = on(context);
    SameSolve.check(EXPECTED, integrator.run(INPUT, Recording.NONE));
    assertEquals(1, warnings.sentences.size());
    String warning = warnings.sentences.getFirst();
    assertTrue(
        warning.startsWith(
                "a solve goes on on the processor: NVIDIA H100 (ordinal 0) is lost to this process:")
            && warning.contains(name),
        warning);
    assertFalse(context.isAlive());
    int calls = driver.calls().size();
    SameSolve.check(EXPECTED, integrator.run(INPUT, Recording.NONE));
    assertEquals(calls, driver.calls().size(), "a dead context is not asked again");
    context.close();
  }

  /// Every third of them fails while its results are copied.
  @Test
  void aThousandSolvesLeakNothing() {
    FakeDriver driver = FakeDriver.running(new PtxMachine());
    LaneInput input = Ensembles.lorenz(2);
    try (CudaContext context = driver.open()) {
      LaneIntegrator integrator = on(context);
      integrator.run(input, Recording.NONE);
      int open = driver.openThings();
      long free = context.memory().freeBytes();
      for (int repeat = 0; repeat < 1000; repeat++) {
        driver.returning("cuMemcpyDtoHAsync_v2", repeat % 3 == 0 ? 1 : 0);
        integrator.run(input, Recording.NONE);
        assertEquals(open, driver.openThings(), "after repeat " + repeat);
      }
      assertEquals(1, warnings.sentences.size(), "sentences about solves that were not finished");
      assertEquals(free, context.memory().freeBytes());
    }
  }

  private static EnsembleSolver solver(CudaContext context) {
    return new EnsembleSolver(new LoadedKernels(context), LaneProgram.of(PLAN));
  }

  private static LaneIntegrator on(CudaContext context) {
    return new LaneIntegrator(PLAN, new ReferenceBackend(), 1)
        .on(new LanePlacement(Optional.of(solver(context)), "a test"));
  }

  private static final class Warnings extends Handler {
    final List<String> sentences = new ArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      sentences.add(entry.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
