package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.reference.Instruction;
import dev.odeon.nn.graph.Scope;

/// A kernel in an executable: chooses the loop for the layout, and vectors once they are known to be the faster.
final class KernelStep implements Instruction {
  private final CompiledProgram compiled;
  private final boolean perLane;
  private final int elements;
  private final boolean flat;

  KernelStep(CompiledProgram compiled, Scope scope) {
    this.compiled = compiled;
    perLane = scope == Scope.PER_LANE;
    elements = compiled.program().elements();
    flat = compiled.program().isFlat();
  }

  @Override
  public void run(double[][] slots, int lanes) {
    int width = perLane ? lanes : 1;
    boolean vectors = compiled.useVectors(elements * width);
    LaneKernel kernel = compiled.kernel();
    if (width == 1 || (flat && elements > 1)) {
      if (vectors) {
        kernel.flatVector(slots, elements * width);
      } else {
        kernel.flatScalar(slots, elements * width);
      }
    } else if (vectors) {
      kernel.vector(slots, lanes);
    } else {
      kernel.scalar(slots, lanes);
    }
  }
}
