package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.kernel.SumKernel;
import dev.odeon.nn.backend.reference.Instruction;

/// A sum in an executable.
///
/// @param program what executables share
/// @param kernel with working memory of its own
record SumStep(SumProgram program, SumKernel kernel) implements Instruction {
  @Override
  public void run(double[][] slots, int lanes) {
    kernel.run(slots, lanes, program.preference());
  }
}
