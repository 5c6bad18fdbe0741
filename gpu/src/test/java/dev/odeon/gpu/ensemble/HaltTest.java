package dev.odeon.gpu.ensemble;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.FakeDriver;
import dev.odeon.gpu.driver.FakeKernels;
import dev.odeon.gpu.emulator.PtxMachine;
import dev.odeon.nn.backend.reference.ReferenceBackend;
import dev.odeon.ode.control.Limits;
import dev.odeon.ode.control.StepControl;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.method.Tsit5;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import dev.odeon.ode.problem.Tolerances;
import dev.odeon.ode.solution.Outcome;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Runs that are ended from outside.
class HaltTest {
  private static final LaneInput INPUT = Ensembles.lorenz(3);
  private static final LanePlan SHORT =
      SolveCases.lorenz(Tsit5.METHOD, SolveCases.ADAPTIVE, 1, 0, 0.5, 1);
  private static final LanePlan ENDLESS =
      new LanePlan(
          Ensembles.LORENZ,
          Tsit5.METHOD,
          StepControl.adaptive(Tolerances.DEFAULT).withMaxSteps(300_000),
          TimeSpan.of(0, 1e9),
          SaveAt.times(0.1, 1e9));

  private static LaneRun onTheDevice(LanePlan plan, FakeKernels kernels) {
    try (CudaContext context = FakeDriver.running(kernels).open()) {
      return new EnsembleSolver(new LoadedKernels(context), LaneProgram.of(plan)).run(INPUT);
    }
  }

  private static LaneRun onTheProcessor(LanePlan plan) {
    return new LaneIntegrator(plan, new ReferenceBackend(), 1).run(INPUT, Recording.NONE);
  }

  @Test
  void aDeadlineThatHasPassedEndsAllAtTheirStart() {
    LanePlan late = SHORT.withLimits(Limits.DEFAULT.withDeadline(Duration.ZERO));
    LaneRun run = onTheDevice(late, new PtxMachine());
    assertEquals(new Outcome.Deadline(0), run.solution().outcome(0));
    SameSolve.check(onTheProcessor(late), run);
  }

  @Test
  void anInterruptedThreadEndsAllAtTheirStartAndKeepsItsFlag() {
    LaneIntegrator here = new LaneIntegrator(SHORT, new ReferenceBackend(), 1);
    // An interrupt that comes before its code is there ends it sooner.
    here.run(INPUT, Recording.NONE);
    Thread.currentThread().interrupt();
    try {
      LaneRun run = onTheDevice(SHORT, new PtxMachine());
      assertTrue(Thread.currentThread().isInterrupted(), "the flag is kept");
      assertEquals(new Outcome.Cancelled(0), run.solution().outcome(0));
      SameSolve.check(here.run(INPUT, Recording.NONE), run);
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  @Test
  void aDeadlineFarAwayChangesNothing() {
    LanePlan patient = SHORT.withLimits(Limits.DEFAULT.withDeadline(Duration.ofDays(1)));
    SameSolve.check(onTheProcessor(SHORT), onTheDevice(patient, new PtxMachine()));
  }

  @Test
  @Timeout(60)
  void anInterruptEndsAKernelThatRuns() {
    Thread caller = Thread.currentThread();
    PtxMachine machine = new PtxMachine();
    try {
      caller.interrupt();
      onTheDevice(ENDLESS, machine);
      boolean _ = Thread.interrupted();
      // The text is parsed by now: the kernel begins at once.
      LaneRun run =
          onTheDevice(
              ENDLESS,
              (ptx, name, shape, parameters, memory) -> {
                Thread.ofVirtual().start(() -> interruptSoon(caller));
                machine.run(ptx, name, shape, parameters, memory);
              });
      Outcome.Cancelled end = assertInstanceOf(Outcome.Cancelled.class, run.solution().outcome(0));
      assertTrue(end.t() > 0.1, () -> "it was running: " + end);
      assertTrue(Double.isFinite(run.solution().state(0, 0, 0)), "what was reached is kept");
      assertTrue(Double.isNaN(run.solution().state(0, 1, 0)), "nothing more is known");
      assertTrue(Thread.currentThread().isInterrupted(), "the flag is kept");
    } finally {
      boolean _ = Thread.interrupted();
    }
  }

  private static void interruptSoon(Thread thread) {
    LockSupport.parkNanos(Duration.ofMillis(500).toNanos());
    thread.interrupt();
  }
}
