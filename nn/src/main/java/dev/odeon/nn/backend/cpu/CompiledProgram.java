package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.kernel.Preference;

/// A lane program of a plan: the code that it shares with equal ones, and the arrays that it works
/// on; shared by all executables of a graph.
final class CompiledProgram {
  private final LaneProgram program;
  private final LaneCode code;
  private final int[] slots;
  private volatile Preference preference = Preference.MEASURED;

  CompiledProgram(LaneProgram program) {
    this.program = program;
    slots = program.slots();
    code = LaneCode.of(program.onSlots(slots));
  }

  LaneProgram program() {
    return program;
  }

  /// The numbers of the arrays that it works on, in the order in which its code knows them.
  int[] slots() {
    return slots.clone();
  }

  /// Its code for all counts of lanes.
  LaneKernel kernel() {
    return code.kernel();
  }

  /// Runs all elements for `lanes` lanes.
  ///
  /// @param arrays those of [#slots]
  void run(double[][] arrays, int lanes) {
    switch (preference) {
      case MEASURED -> code.run(arrays, lanes);
      case SCALAR -> code.run(arrays, lanes, false);
      case VECTOR -> code.run(arrays, lanes, true);
    }
  }

  /// Settles what it runs on.
  void decide(boolean vectorsAreFaster) {
    preference = vectorsAreFaster ? Preference.VECTOR : Preference.SCALAR;
  }
}
