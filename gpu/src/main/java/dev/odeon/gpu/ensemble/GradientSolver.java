package dev.odeon.gpu.ensemble;

import dev.odeon.adjoint.GradientExecutable;
import dev.odeon.gpu.driver.BatchRun;
import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import dev.odeon.gpu.driver.MemoryNeed;
import dev.odeon.nn.backend.Backends;
import dev.odeon.nn.graph.ValueType;
import dev.odeon.nn.rewrite.Prologue;
import dev.odeon.ode.lanes.LaneInput;
import dev.odeon.ode.lanes.LaneIntegrator;
import dev.odeon.ode.lanes.LaneRun;
import dev.odeon.ode.lanes.Recording;
import dev.odeon.ode.lanes.RunResults;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Solves a batch of trajectories on a device and goes back over their steps there: a kernel
/// forward that keeps the steps in the device's memory, and one backward.
///
/// How many steps there will be nobody knows: where there was not enough room for them the forward
/// kernel runs again with room for as many as it counted, and later runs begin with that.
public final class GradientSolver implements GradientExecutable {
  private final LoadedKernels kernels;
  private final EnsembleLaunch forward;
  private final TrajectoryProgram program;
  private final WayBack backward;
  private final AtomicLong capacity = new AtomicLong(64);

  /// Writes the forward kernel.
  ///
  /// @param form of the forward kernel
  GradientSolver(
      LoadedKernels kernels, LaneIntegrator integrator, TrajectoryForm form, WayBack backward) {
    this.kernels = kernels;
    this.backward = backward;
    program = TrajectoryProgram.of(integrator.program(), StepKeeping.ALL);
    forward = new EnsembleLaunch(kernels, form.kernel(program));
  }

  /// One whose kernels have a form of their own.
  ///
  /// @param backward the way back
  public static GradientSolver of(
      CudaContext context,
      LaneIntegrator integrator,
      TrajectoryForm form,
      SweepProgram backward,
      SweepForm sweeps) {
    SweepsBack way = new SweepsBack(backward, sweeps.kernels(backward));
    return new GradientSolver(LoadedKernels.of(context), integrator, form, way);
  }

  @Override
  public LaneRun run(
      LaneInput input, double[][] cotangents, double[] initial, double[][] gradients) {
    RunResults results = new RunResults(program.lanes(), input.lanes(), Recording.NONE);
    Halt halt = Halt.of(program.lanes().plan().limits());
    List<ValueType> types = program.lanes().steps().field().parameterTypes();
    GradientTotals totals = new GradientTotals(types, input.lanes(), initial, gradients);
    if (input.lanes() > 0) {
      double[][] found = found(input);
      try (LoadedKernels.Lease there = forward.lease();
          WayBack.Ready back = backward.load(kernels)) {
        new BatchRun(kernels.context(), () -> need(input))
            .run(
                input.lanes(),
                (from, to, arena) -> {
                  TrajectoryInput part = new TrajectoryInput(program, input, from, to - from);
                  solve(there, back, part, found, cotangents, halt, arena, results, totals);
                });
      }
    }
    totals.finish();
    return results.run();
  }

  /// What depends on shared parameters only.
  private double[][] found(LaneInput input) {
    Prologue step = backward.graphs().step();
    double[][] found = step.arrays();
    if (!step.isEmpty()) {
      double[][] in = new double[step.body().inputs().size() - found.length][];
      System.arraycopy(input.parameters(), 0, in, 3, input.parameters().length);
      Backends.preferred().compile(step.shared()).run(step.sharedInputs(in), found, 1);
    }
    return found;
  }

  private MemoryNeed need(LaneInput input) {
    TrajectoryInput all = new TrajectoryInput(program, input, 0, input.lanes());
    long length = all.length(room(input.lanes())) + BackwardBuffers.length(backward, all);
    return new MemoryNeed(8 * all.sharedLength(), 8 * Math.ceilDiv(length, input.lanes()));
  }

  private void solve(
      LoadedKernels.Lease there,
      WayBack.Ready back,
      TrajectoryInput part,
      double[][] found,
      double[][] cotangents,
      Halt halt,
      DeviceArena arena,
      RunResults results,
      GradientTotals totals) {
    Map<Memory, double[]> given = part.given();
    Room room = room(part.width());
    try (CudaStream stream = kernels.context().stream();
        TrajectoryBuffers buffers =
            new TrajectoryBuffers(program, part, given, room, arena, stream)) {
      forward.run(there.function(), buffers, part.width(), halt, stream);
      long most = mostSteps(buffers, part.width());
      long occurred = room.occurrences() == 0 ? 0 : buffers.occurred();
      if (most > room.steps() || occurred > room.occurrences()) {
        capacity.accumulateAndGet(most, Math::max);
        buffers.makeRoom(
            new Room(Math.max(occurred, room.occurrences()), Math.max(most, room.steps())));
        forward.run(there.function(), buffers, part.width(), halt, stream);
      }
      new TrajectoryResults(program, part, given, buffers, halt.outcome()).into(results);
      try (BackwardBuffers way =
          new BackwardBuffers(
              backward.memory(),
              program,
              part,
              found,
              cotangents,
              results,
              buffers,
              arena,
              stream)) {
        List<double[]> shared = back.run(way, () -> !halt.isDue());
        if (shared.isEmpty() || halt.isDue()) {
          totals.poison(part);
        } else {
          double[] reports = buffers.array(program.memory().reports());
          totals.take(part, way, shared, reports, cotangents, results);
        }
      }
    }
  }

  private Room room(int lanes) {
    return new Room(EnsembleSolver.occurrences(program.lanes(), lanes), capacity.get());
  }

  private long mostSteps(TrajectoryBuffers buffers, int width) {
    double[] reports = buffers.array(program.memory().reports());
    double[] steps =
        Arrays.copyOfRange(reports, Report.ACCEPTED * width, (Report.ACCEPTED + 1) * width);
    return (long) Arrays.stream(steps).max().orElse(0);
  }
}
