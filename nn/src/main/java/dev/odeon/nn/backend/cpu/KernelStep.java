package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.backend.reference.SlotVersion;
import dev.odeon.nn.graph.Scope;

/// A kernel in an executable.
final class KernelStep implements Instruction {
  private final CompiledProgram compiled;
  private final Scope scope;
  private final int[] slots;
  private final double[][] arrays;
  private final SlotVersion version;
  private int seen;

  /// @param version of the slots that it will be given
  /// @param scope shared work is done once, whatever the lanes
  KernelStep(CompiledProgram compiled, Scope scope, SlotVersion version) {
    this.version = version;
    this.compiled = compiled;
    this.scope = scope;
    slots = compiled.slots();
    arrays = new double[slots.length][];
  }

  @Override
  public void run(double[][] all, int lanes) {
    if (seen != version.number()) {
      seen = version.number();
      for (int i = 0; i < slots.length; i++) {
        arrays[i] = all[slots[i]];
      }
    }
    compiled.run(arrays, scope == Scope.PER_LANE ? lanes : 1);
  }
}
