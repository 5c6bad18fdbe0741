package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.kernel.Preference;
import dev.odeon.nn.backend.cpu.kernel.SumKernel;
import dev.odeon.nn.backend.cpu.kernel.SumPlan;

/// A sum and what it runs on; shared by all executables of a graph.
final class SumProgram {
  private final SumPlan plan;
  private volatile Preference preference;

  SumProgram(SumPlan plan) {
    this.plan = plan;
    preference = Vectors.areAvailable() ? Preference.MEASURED : Preference.SCALAR;
  }

  SumKernel kernel() {
    return plan.kernel();
  }

  /// What to run on now.
  Preference preference() {
    return preference;
  }

  /// Settles what to run on.
  void decide(boolean vectorsAreFaster) {
    preference = vectorsAreFaster ? Preference.VECTOR : Preference.SCALAR;
  }
}
