package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.graph.Scope;

/// A kernel in an executable.
///
/// @param compiled the kernel
/// @param scope shared work is done once, whatever the lanes
record KernelStep(CompiledProgram compiled, Scope scope) implements Instruction {
  @Override
  public void run(double[][] slots, int lanes) {
    compiled.run(slots, scope == Scope.PER_LANE ? lanes : 1);
  }
}
