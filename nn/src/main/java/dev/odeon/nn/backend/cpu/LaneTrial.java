package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.WarmUp;

/// One of the two loops of a kernel on arrays of its own.
///
/// @param form which loop
/// @param kernel the kernel
/// @param slots arrays of `count` lanes or elements
/// @param count how many
record LaneTrial(Form form, LaneKernel kernel, double[][] slots, int count) implements Trial {
  /// The loops of a kernel.
  enum Form {
    /// The loop over elements and lanes.
    NESTED,
    /// The loop over both as one.
    FLAT
  }

  static LaneTrial of(Form form, LaneProgram program, LaneKernel kernel, int count) {
    return new LaneTrial(form, kernel, arrays(program, count), count);
  }

  @Override
  public void scalar() {
    switch (form) {
      case NESTED -> kernel.scalar(slots, count);
      case FLAT -> kernel.flatScalar(slots, count);
    }
  }

  @Override
  public void vector() {
    switch (form) {
      case NESTED -> kernel.vector(slots, count);
      case FLAT -> kernel.flatVector(slots, count);
    }
  }

  private static double[][] arrays(LaneProgram program, int count) {
    int slots = 0;
    int elements = program.elements();
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        slots = Math.max(slots, load.at().slot());
        elements = Math.max(elements, load.at().element() + 1);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      slots = Math.max(slots, store.at().slot());
      elements = Math.max(elements, store.at().element() + 1);
    }
    double[][] arrays = new double[slots + 1][0];
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        arrays[load.at().slot()] = WarmUp.filled(elements * count);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      arrays[store.at().slot()] = WarmUp.filled(elements * count);
    }
    return arrays;
  }
}
