package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.trial.VectorChoice;

/// A program with its kernel, shared by all executables of a graph.
final class CompiledProgram {
  /// Loops of fewer operations HotSpot turns into vector code by itself, and memory bounds them.
  private static final int LEAST_WORK = 12;

  /// More elements or lanes tell nothing about a loop, and its trial would take long.
  private static final int MOST_TRIED = 4096;

  private final LaneProgram program;
  private final LaneKernel kernel;
  private final int elements;
  private final boolean isFlat;
  private final VectorChoice nested;
  private final VectorChoice flat;

  private static long work(LaneProgram program) {
    return program.nodes().stream().filter(node -> !(node instanceof Node.Load)).count();
  }

  CompiledProgram(LaneProgram program) {
    this.program = program;
    elements = program.elements();
    isFlat = program.elements() > 1 && program.isFlat();
    kernel = KernelCompiler.compile(program);
    boolean vectors = Vectors.areAvailable() && work(program) >= LEAST_WORK;
    nested = choice(vectors, LaneTrial.Form.NESTED);
    flat = choice(vectors, LaneTrial.Form.FLAT);
  }

  private VectorChoice choice(boolean vectors, LaneTrial.Form form) {
    return new VectorChoice(
        vectors ? count -> LaneTrial.of(form, program, kernel, Math.min(count, MOST_TRIED)) : null);
  }

  LaneProgram program() {
    return program;
  }

  /// Runs all elements for `lanes` lanes.
  void run(double[][] slots, int lanes) {
    int count = elements * lanes;
    if (lanes == 1 || isFlat) {
      if (flat.use(count)) {
        kernel.flatVector(slots, count);
      } else {
        kernel.flatScalar(slots, count);
      }
    } else if (nested.use(lanes)) {
      kernel.vector(slots, lanes);
    } else {
      kernel.scalar(slots, lanes);
    }
  }

  /// Settles both choices.
  void decide(boolean vectorsAreFaster) {
    nested.decide(vectorsAreFaster);
    flat.decide(vectorsAreFaster);
  }
}
