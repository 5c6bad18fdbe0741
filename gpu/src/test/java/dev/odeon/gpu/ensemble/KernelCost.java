package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.ComputeCapability;
import dev.odeon.gpu.driver.DriverException;
import dev.odeon.gpu.driver.PtxAssembler;
import dev.odeon.gpu.driver.PtxAssembly;
import dev.odeon.gpu.ptx.LaunchBounds;
import dev.odeon.gpu.ptx.PtxKernel;
import dev.odeon.gpu.ptx.PtxModule;
import dev.odeon.ode.lanes.LanePlan;
import dev.odeon.ode.lanes.LaneProgram;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the assembler makes of a kernel.
///
/// @param instructions of the PTX text
/// @param registers of a thread
/// @param spilled bytes stored and loaded because registers did not suffice
record KernelCost(int instructions, int registers, int spilled) {
  private static final Pattern REGISTERS = Pattern.compile("Used (\\d+) registers");
  private static final Pattern STORES = Pattern.compile("(\\d+) bytes spill stores");
  private static final Pattern LOADS = Pattern.compile("(\\d+) bytes spill loads");

  static KernelCost of(LanePlan plan, int generation, int threads) throws DriverException {
    ThreadProgram program = TrajectoryProgram.of(LaneProgram.of(plan)).code();
    PtxKernel kernel = ThreadKernel.of(program, LaunchBounds.of(threads));
    PtxAssembly assembly =
        PtxAssembler.assemble(
            PtxModule.of(kernel).text(), new ComputeCapability(generation, 0), "--fmad=false");
    return new KernelCost(
        kernel.code().instructions(),
        number(REGISTERS, assembly.log()),
        number(STORES, assembly.log()) + number(LOADS, assembly.log()));
  }

  private static int number(Pattern pattern, String log) {
    Matcher matcher = pattern.matcher(log);
    if (!matcher.find()) {
      throw new AssertionError("no " + pattern + " in the assembler's log: " + log);
    }
    return Integer.parseInt(matcher.group(1));
  }
}
