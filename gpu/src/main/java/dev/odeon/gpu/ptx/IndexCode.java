package dev.odeon.gpu.ptx;

import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Instructions that read or add at places that are known only when they run: comparisons with each
/// place where there are few, memory otherwise.
record IndexCode(PtxCode code, LoadedElements elements) {
  /// The most slices that are told apart by comparisons.
  private static final int CHAIN = 8;

  LaneTensor gather(Equation equation, LaneTensor x, List<PtxOperand> index) {
    Shape shape = equation.operands().get(0).type().shape();
    int slices = shape.dim(0);
    int size = slices == 0 ? 0 : shape.size() / slices;
    LaneTensor from = x instanceof MemoryTensor || slices <= CHAIN ? x : copy(x);
    List<PtxOperand> found = new ArrayList<>();
    for (PtxOperand position : index) {
      PtxRegister slice = slice(position, slices);
      for (int c = 0; c < size; c++) {
        found.add(
            from instanceof MemoryTensor memory
                ? memory.element(code, place(slice, size, c))
                : chosen(from, slice, slices, size, c));
      }
    }
    return new RegisterTensor(x.dtype(), found);
  }

  private MemoryTensor copy(LaneTensor x) {
    return new RegisterTensor(x.dtype(), elements.all(x)).inMemory(code);
  }

  private PtxRegister place(PtxRegister slice, int size, int c) {
    return size == 1
        ? slice
        : code.value(PtxType.B32, "mad.lo.s32", slice, PtxImmediate.of(size), PtxImmediate.of(c));
  }

  private PtxOperand chosen(LaneTensor x, PtxRegister slice, int slices, int size, int c) {
    PtxOperand found = elements.get(x, (slices - 1) * size + c);
    for (int s = slices - 2; s >= 0; s--) {
      found = Selection.of(code, is(slice, s), elements.get(x, s * size + c), found);
    }
    return found;
  }

  private PtxRegister is(PtxRegister slice, int s) {
    return code.value(PtxType.PRED, "setp.eq.s32", slice, PtxImmediate.of(s));
  }

  /// The nearest slice.
  private PtxRegister slice(PtxOperand index, int slices) {
    PtxType type = index.type();
    String suffix = type.arithmetic();
    PtxRegister most = code.value(type, "min." + suffix, index, new PtxImmediate(type, slices - 1));
    PtxRegister least = code.value(type, "max." + suffix, most, new PtxImmediate(type, 0));
    return type == PtxType.B64 ? code.value(PtxType.B32, "cvt.u32.u64", least) : least;
  }

  LaneTensor scatterAdd(
      Equation equation, LaneTensor x, List<PtxOperand> index, List<PtxOperand> updates) {
    Shape shape = equation.operands().get(0).type().shape();
    int slices = shape.dim(0);
    int size = slices == 0 ? 0 : shape.size() / slices;
    if (slices > CHAIN) {
      return inMemory(x, index, updates, slices, size);
    }
    ElementCode element = new ElementCode(code);
    List<PtxOperand> sums = new ArrayList<>(elements.all(x));
    for (int p = 0; p < index.size(); p++) {
      PtxRegister slice = slice(index.get(p), slices);
      for (int e = 0; e < sums.size(); e++) {
        PtxOperand sum = sum(element, x.dtype(), sums.get(e), updates.get(p * size + e % size));
        sums.set(e, Selection.of(code, is(slice, e / size), sum, sums.get(e)));
      }
    }
    return new RegisterTensor(x.dtype(), sums);
  }

  private LaneTensor inMemory(
      LaneTensor x, List<PtxOperand> index, List<PtxOperand> updates, int slices, int size) {
    ElementCode element = new ElementCode(code);
    MemoryTensor sums = copy(x);
    for (int p = 0; p < index.size(); p++) {
      PtxRegister slice = slice(index.get(p), slices);
      for (int c = 0; c < size; c++) {
        PtxRegister at = place(slice, size, c);
        PtxOperand before = sums.element(code, at);
        sums.store(code, at, sum(element, x.dtype(), before, updates.get(p * size + c)));
      }
    }
    List<PtxOperand> loaded =
        IntStream.range(0, sums.size()).mapToObj(i -> sums.element(code, i)).toList();
    return new RegisterTensor(x.dtype(), loaded);
  }

  private static PtxOperand sum(ElementCode element, DType dtype, PtxOperand x, PtxOperand y) {
    if (!dtype.isFloating()) {
      throw new IllegalStateException("scatter_add of " + dtype.text() + " is no primitive");
    }
    return element.add(x, y);
  }
}
