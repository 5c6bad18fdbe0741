package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import java.util.List;
import java.util.stream.IntStream;

/// A tensor of one lane while code is written: its elements, row-major, in registers or in memory.
public sealed interface LaneTensor permits RegisterTensor, MemoryTensor, MovedTensor {
  /// Element type.
  DType dtype();

  /// Number of elements.
  int size();

  /// Element `index`; of a tensor in memory, a load here.
  PtxOperand element(PtxCode code, int index);

  /// Element `index`, a register of 32 bits that holds the number of an element.
  PtxOperand element(PtxCode code, PtxRegister index);

  /// All elements.
  default List<PtxOperand> elements(PtxCode code) {
    return IntStream.range(0, size()).mapToObj(i -> element(code, i)).toList();
  }
}
