package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import java.util.List;

/// Elements in registers, or known numbers.
///
/// @param dtype element type
/// @param operands the elements
public record RegisterTensor(DType dtype, List<? extends PtxOperand> operands)
    implements LaneTensor {
  /// Up to so many elements are told apart by comparisons; beyond, an index goes through memory.
  private static final int CHAIN = 8;

  public RegisterTensor {
    operands = List.copyOf(operands);
    PtxType type = PtxType.of(dtype);
    for (PtxOperand operand : operands) {
      if (operand.type() != type) {
        throw new IllegalArgumentException(
            "element "
                + operand.text()
                + " of a tensor of "
                + dtype.text()
                + " is a "
                + operand.type().text());
      }
    }
  }

  @Override
  public int size() {
    return operands.size();
  }

  @Override
  public PtxOperand element(PtxCode code, int index) {
    return operands.get(index);
  }

  @Override
  public PtxOperand element(PtxCode code, PtxRegister index) {
    if (size() > CHAIN) {
      return inMemory(code).element(code, index);
    }
    PtxOperand found = operands.getLast();
    for (int i = size() - 2; i >= 0; i--) {
      PtxRegister here = code.value(PtxType.PRED, "setp.eq.s32", index, PtxImmediate.of(i));
      found = Selection.of(code, here, operands.get(i), found);
    }
    return found;
  }

  /// A copy in memory of the thread.
  MemoryTensor inMemory(PtxCode code) {
    MemoryTensor copy = MemoryTensor.local(code, dtype, size());
    copy.fill(code, this);
    return copy;
  }
}
