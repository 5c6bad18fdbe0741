package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.trial.Trial;
import dev.odeon.nn.backend.cpu.trial.WarmUp;
import java.util.Arrays;

/// One of the two loops of a kernel on arrays of its own.
final class LaneTrial implements Trial {
  /// The loops of a kernel.
  enum Form {
    /// The loop over elements and lanes.
    NESTED,
    /// The loop over both as one.
    FLAT
  }

  /// Counts with and without whole registers, and with and without a rest.
  private static final int[] OTHER_COUNTS = {3, 16, 19};

  private final Form form;
  private final LaneKernel kernel;
  private final double[][] slots;
  private final int count;

  /// @param count lanes or elements
  LaneTrial(Form form, LaneProgram program, LaneKernel kernel, int count) {
    this.form = form;
    this.kernel = kernel;
    this.count = count;
    slots = arrays(form, program, Math.max(count, OTHER_COUNTS[OTHER_COUNTS.length - 1]));
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
    vector(count);
  }

  @Override
  public void vectorElsewhere() {
    for (int other : OTHER_COUNTS) {
      vector(other);
    }
  }

  private void vector(int lanes) {
    switch (form) {
      case NESTED -> kernel.vector(slots, lanes);
      case FLAT -> kernel.flatVector(slots, lanes);
    }
  }

  private static double[][] arrays(Form form, LaneProgram program, int count) {
    int[] lengths = new int[program.slots().length];
    for (Node node : program.nodes()) {
      if (node instanceof Node.Load load) {
        stretch(lengths, load.at(), form, program.elements(), count);
      }
    }
    for (LaneProgram.Store store : program.stores()) {
      stretch(lengths, store.at(), form, program.elements(), count);
    }
    return Arrays.stream(lengths).mapToObj(WarmUp::filled).toArray(double[][]::new);
  }

  private static void stretch(int[] lengths, Access at, Form form, int elements, int count) {
    long length =
        switch (form) {
          case FLAT -> at.element() + (at.strided() ? (long) count : 1);
          case NESTED ->
              (at.element() + (at.strided() ? (long) elements : 1)) * (at.perLane() ? count : 1);
        };
    lengths[at.slot()] = Math.max(lengths[at.slot()], Math.toIntExact(length));
  }
}
