package dev.odeon.gpu.ptx;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.DType;
import java.util.List;

/// Elements of a tensor in memory in another order, not loaded yet.
///
/// @param base where they are
/// @param sources for each element its number in `base`, or [Sources#ZERO] for zero
public record MovedTensor(MemoryTensor base, List<Integer> sources) implements LaneTensor {
  public MovedTensor {
    sources = List.copyOf(sources);
  }

  @Override
  public DType dtype() {
    return base.dtype();
  }

  @Override
  public int size() {
    return sources.size();
  }

  @Override
  public PtxOperand element(PtxCode code, int index) {
    int source = sources.get(index);
    return source == Sources.ZERO ? PtxImmediate.element(dtype(), 0) : base.element(code, source);
  }

  @Override
  public PtxOperand element(PtxCode code, PtxRegister index) {
    return new RegisterTensor(dtype(), elements(code)).element(code, index);
  }
}
