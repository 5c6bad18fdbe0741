package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import org.jspecify.annotations.Nullable;

/// Elements in memory: element i is at `address + i * pitch`.
///
/// @param space where
/// @param dtype element type; a truth value is a byte
/// @param size number of elements
/// @param address of the first element
/// @param pitch bytes from an element to the next, if they are the same in every launch
/// @param stride bytes from an element to the next, otherwise
public record MemoryTensor(
    PtxSpace space,
    DType dtype,
    int size,
    PtxRegister address,
    long pitch,
    @Nullable PtxRegister stride)
    implements LaneTensor {

  /// Elements one after another.
  public static MemoryTensor dense(PtxSpace space, DType dtype, int size, PtxRegister address) {
    return new MemoryTensor(space, dtype, size, address, dtype.bytes(), null);
  }

  /// Elements `stride` bytes apart, a register of 64 bits: the layout `[element][lane]`.
  public static MemoryTensor strided(
      PtxSpace space, DType dtype, int size, PtxRegister address, PtxRegister stride) {
    return new MemoryTensor(space, dtype, size, address, 0, stride);
  }

  /// A fresh array of the thread.
  public static MemoryTensor local(PtxCode code, DType dtype, int size) {
    return dense(PtxSpace.LOCAL, dtype, size, code.localArray(dtype, Math.max(1, size)));
  }

  @Override
  public PtxOperand element(PtxCode code, int index) {
    if (stride == null) {
      return code.load(space, dtype, address, index * pitch);
    }
    return code.load(space, dtype, at(code, index), 0);
  }

  private PtxRegister at(PtxCode code, int index) {
    return stride == null || index == 0
        ? address
        : code.value(PtxType.B64, "mad.lo.s64", stride, PtxImmediate.of((long) index), address);
  }

  @Override
  public PtxOperand element(PtxCode code, PtxRegister index) {
    return code.load(space, dtype, at(code, index), 0);
  }

  private PtxRegister at(PtxCode code, PtxRegister index) {
    if (stride == null) {
      return code.value(PtxType.B64, "mad.wide.s32", index, PtxImmediate.of((int) pitch), address);
    }
    PtxRegister wide = code.value(PtxType.B64, "cvt.s64.s32", index);
    return code.value(PtxType.B64, "mad.lo.s64", stride, wide, address);
  }

  /// Stores element `index`.
  public void store(PtxCode code, int index, PtxOperand element) {
    if (stride == null) {
      code.store(space, dtype, address, index * pitch, element);
    } else {
      code.store(space, dtype, at(code, index), 0, element);
    }
  }

  /// Stores element `index`, a register of 32 bits.
  public void store(PtxCode code, PtxRegister index, PtxOperand element) {
    code.store(space, dtype, at(code, index), 0, element);
  }

  /// Stores all elements of `from`.
  public void fill(PtxCode code, LaneTensor from) {
    for (int i = 0; i < size; i++) {
      store(code, i, from.element(code, i));
    }
  }

  /// The `size` elements from `first` on, a register of 32 bits.
  MemoryTensor slice(PtxCode code, PtxRegister first, int size) {
    return new MemoryTensor(space, dtype, size, at(code, first), pitch, stride);
  }
}
