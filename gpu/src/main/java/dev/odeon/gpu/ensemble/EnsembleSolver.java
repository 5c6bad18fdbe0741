package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.BatchRun;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaFunction;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.MemoryNeed;
import dev.odeon.ode.lanes.LaneExecutable;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.lanes.RunResults;
import java.util.Map;

/// Solves a batch of trajectories on a device: one launch for as many as its memory takes. The bits
/// are those of `LaneIntegrator` on the processor.
///
/// The kernel is assembled and loaded by the first run.
public final class EnsembleSolver implements LaneExecutable {
  private final CudaContext context;
  private final TrajectoryProgram program;
  private final EnsembleLaunch kernel;

  /// Writes the kernel: one thread for a trajectory.
  ///
  /// @throws IllegalArgumentException if the plan is none for a kernel, see [KernelPlans]
  EnsembleSolver(LoadedKernels kernels, LaneProgram lanes) {
    this(kernels, lanes, TrajectoryForm.THREADS);
  }

  /// Writes the kernel.
  ///
  /// @throws IllegalArgumentException if the plan is none for a kernel, see [KernelPlans]
  private EnsembleSolver(LoadedKernels kernels, LaneProgram lanes, TrajectoryForm form) {
    KernelPlans.refusal(lanes)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    context = kernels.context();
    program = TrajectoryProgram.of(lanes);
    kernel = new EnsembleLaunch(kernels, form.kernel(program));
  }

  /// A solver whose kernel has a form of its own.
  ///
  /// @throws IllegalArgumentException if the plan is none for a kernel, see [KernelPlans]
  public static EnsembleSolver of(CudaContext context, LaneProgram lanes, TrajectoryForm form) {
    return new EnsembleSolver(LoadedKernels.of(context), lanes, form);
  }

  /// The text of the kernel.
  public String ptx() {
    return kernel.ptx();
  }

  /// Solves.
  ///
  /// @throws dev.odeon.gpu.driver.CudaException if the device does not take the kernel
  /// @throws dev.odeon.gpu.driver.OutOfDeviceMemoryException if even a part of 64 trajectories does
  ///   not fit
  @Override
  public LaneRun run(LaneInput input) {
    RunResults results = new RunResults(program.lanes(), input.lanes(), Recording.NONE);
    Halt halt = Halt.of(program.lanes().plan().limits());
    if (input.lanes() > 0) {
      try (LoadedKernels.Lease lease = kernel.lease()) {
        new BatchRun(context, need(input))
            .run(
                input.lanes(),
                (from, to, arena) -> {
                  TrajectoryInput part = new TrajectoryInput(program, input, from, to - from);
                  solve(lease.function(), part, halt, arena, results);
                });
      }
    }
    return results.run();
  }

  private MemoryNeed need(LaneInput input) {
    TrajectoryInput all = new TrajectoryInput(program, input, 0, input.lanes());
    long shared = 8 * all.sharedLength();
    long each = 8 * Math.ceilDiv(all.length(room(input.lanes())), input.lanes());
    return new MemoryNeed(shared, each);
  }

  private Room room(int lanes) {
    return new Room(occurrences(program.lanes(), lanes), 0);
  }

  /// For how many occurrences of events there is room at first.
  static long occurrences(LaneProgram program, int lanes) {
    return program.events().isEmpty() ? 0 : 4L * lanes + 64;
  }

  private void solve(
      CudaFunction function,
      TrajectoryInput part,
      Halt halt,
      DeviceArena arena,
      RunResults results) {
    Map<Memory, double[]> given = part.given();
    Room room = room(part.width());
    try (CudaStream stream = context.stream();
        TrajectoryBuffers buffers =
            new TrajectoryBuffers(program, part, given, room, arena, stream)) {
      kernel.run(function, buffers, part.width(), halt, stream);
      long occurred = room.occurrences() == 0 ? 0 : buffers.occurred();
      if (occurred > room.occurrences()) {
        // Nothing but the table of occurrences differs in the second launch.
        buffers.makeRoom(new Room(occurred, 0));
        kernel.run(function, buffers, part.width(), halt, stream);
      }
      new TrajectoryResults(program, part, given, buffers, halt.outcome()).into(results);
    }
  }
}
