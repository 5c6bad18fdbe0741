package dev.odeon.cli.engine;

import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.model.Model;
import dev.odeon.gpu.driver.ComputeCapability;
import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.PtxAssembler;
import dev.odeon.gpu.driver.PtxAssembly;
import dev.odeon.gpu.ensemble.TrajectoryKernel;
import dev.odeon.gpu.tile.TilePlan;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import dev.odeon.ode.method.LaneMethod;
import dev.odeon.ode.problem.OdeProblem;
import dev.odeon.ode.problem.SaveAt;
import dev.odeon.ode.problem.TimeSpan;
import java.util.List;

/// The kernel with which `odeon solve` runs a fit file on a GPU, as text, and what the assembler
/// makes of it. Neither a GPU nor a driver is asked.
public final class PtxListing {
  /// Shared memory that a block may have on `sm_90`.
  private static final int SHARED_BYTES = 227 << 10;

  private static final List<ComputeCapability> GENERATIONS =
      List.of(
          new ComputeCapability(7, 0), new ComputeCapability(8, 0), new ComputeCapability(9, 0));

  private final FitFile file;
  private final double[] times;

  /// @param times at least two; the initial values hold at the first
  public PtxListing(FitFile file, List<Double> times) {
    this.file = file;
    this.times = times.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /// Lines on registers as comments, then the kernel.
  ///
  /// @throws FitFileException if the file's solve cannot be a kernel
  public String text() {
    String ptx = kernel().ptx();
    StringBuilder text = new StringBuilder();
    for (ComputeCapability generation : GENERATIONS) {
      text.append("// ").append(assembled(ptx, generation)).append('\n');
    }
    return text.append(ptx).toString();
  }

  private TrajectoryKernel kernel() {
    if (!(Capabilities.method(file) instanceof LaneMethod method)) {
      throw refused("solver.method " + Capabilities.method(file).name() + " runs on the CPU only");
    }
    TimeSpan span = TimeSpan.of(times[0], times[times.length - 1]);
    Model model = new Model(file);
    OdeProblem problem = SolveJob.problem(model, model.bounded(model.start(0)), span);
    LanePlan plan =
        new LanePlan(
            problem.field(),
            method,
            Capabilities.control(file, span),
            span,
            SaveAt.times(times),
            problem.events(),
            problem.stops(),
            Capabilities.limits(file));
    try {
      return TilePlan.kernel(LaneProgram.of(plan), SHARED_BYTES);
    } catch (IllegalArgumentException e) {
      throw refused(String.valueOf(e.getMessage()));
    }
  }

  private static String assembled(String ptx, ComputeCapability generation) {
    String target = "sm_" + generation.major() + generation.minor();
    try {
      PtxAssembly assembly = PtxAssembler.assemble(ptx, generation);
      return "%s: %d registers a thread, %d bytes spilled, %d bytes of machine code"
          .formatted(target, assembly.registers(), assembly.spilledBytes(), assembly.bytes());
    } catch (DriverException e) {
      return target + ": not assembled: " + String.valueOf(e.getMessage()).replace('\n', ' ');
    }
  }

  private FitFileException refused(String sentence) {
    return new FitFileException(
        file.path().getFileName() + ": there is no kernel of this solve: " + sentence);
  }
}
