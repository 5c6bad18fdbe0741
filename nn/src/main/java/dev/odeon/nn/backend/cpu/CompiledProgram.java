package dev.odeon.nn.backend.cpu;

/// A program with its kernel, shared by all executables of a graph.
final class CompiledProgram {
  /// Below so many elements and lanes a vector register would be mostly empty.
  private static final int LEAST_VECTOR_WORK = 4;

  /// Work after which the vector code is worth warming up: elements and lanes done.
  private static final long WARM_UP_AFTER = 20_000;

  private final LaneProgram program;
  private final LaneKernel kernel;
  private final boolean vectorisable;
  private volatile VectorState state;
  private long work;

  private enum VectorState {
    COLD,
    WARMING,
    READY,
    SLOWER
  }

  CompiledProgram(LaneProgram program) {
    this.program = program;
    kernel = KernelCompiler.compile(program);
    vectorisable = Vectors.areAvailable() && program.isVectorisable();
    state = VectorState.COLD;
  }

  LaneProgram program() {
    return program;
  }

  LaneKernel kernel() {
    return kernel;
  }

  /// Whether `count` elements and lanes are better done by vectors now. The first vector calls are slow until HotSpot has
  /// compiled them, so they are made on another thread; as both codes have the same bits, it does not matter when the one
  /// takes over from the other. The count of work is not exact between threads, and need not be.
  boolean useVectors(int count) {
    if (!vectorisable || count < LEAST_VECTOR_WORK) {
      return false;
    }
    if (state == VectorState.COLD) {
      work += count;
      if (work > WARM_UP_AFTER) {
        state = VectorState.WARMING;
        WarmUp.schedule(this);
      }
    }
    return state == VectorState.READY;
  }

  /// Ends the warm-up.
  void decide(boolean vectorsAreFaster) {
    state = vectorsAreFaster ? VectorState.READY : VectorState.SLOWER;
  }
}
