package dev.odeon.nn.backend.cpu;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The sequences of kernels of a plan, each compiled when it is first asked for.
final class KernelSequences {
  private final Map<List<LaneKernel>, KernelSequence> known = new HashMap<>();

  /// Runs `kernels` one after another.
  synchronized KernelSequence of(List<LaneKernel> kernels) {
    return known.computeIfAbsent(kernels, SequenceCompiler::compile);
  }
}
