package dev.odeon.gpu.ptx;

import dev.odeon.nn.backend.reference.Sources;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Elements of tensors of a stretch of code, loaded when first read. Those of small tensors are
/// kept in their registers; those of large ones are loaded again by each equation.
final class LoadedElements {
  private static final int KEPT = 64;

  private record Key(MemoryTensor tensor, int index) {}

  private final PtxCode code;
  private final Map<Key, PtxOperand> kept = new HashMap<>();
  private final Map<Key, PtxOperand> passing = new HashMap<>();

  LoadedElements(PtxCode code) {
    this.code = code;
  }

  PtxOperand get(LaneTensor tensor, int index) {
    return switch (tensor) {
      case RegisterTensor registers -> registers.operands().get(index);
      case MemoryTensor memory -> load(memory, index);
      case MovedTensor moved -> {
        int source = moved.sources().get(index);
        yield source == Sources.ZERO
            ? PtxImmediate.element(moved.dtype(), 0)
            : load(moved.base(), source);
      }
    };
  }

  private PtxOperand load(MemoryTensor memory, int index) {
    Map<Key, PtxOperand> cache = memory.size() > KEPT ? passing : kept;
    return cache.computeIfAbsent(new Key(memory, index), _ -> memory.element(code, index));
  }

  List<PtxOperand> all(LaneTensor tensor) {
    return IntStream.range(0, tensor.size()).mapToObj(i -> get(tensor, i)).toList();
  }

  /// An equation is done.
  void next() {
    passing.clear();
  }
}
