package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.MovedTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Hands the elements of tensors to the threads of a column, and collects them in shared memory.
record SpreadCode(TileThreads threads) {
  private PtxCode code() {
    return threads.code();
  }

  /// Bytes from an element to the next of the same column.
  int pitch(DType dtype) {
    return threads.shape().columns() * dtype.bytes();
  }

  /// The column's elements of a tensor in shared memory.
  MemoryTensor column(SharedRegion region, DType dtype, int size) {
    PtxRegister address =
        threads.at(threads.shared(region.offset()), threads.column(), dtype.bytes());
    return new MemoryTensor(PtxSpace.SHARED, dtype, size, address, pitch(dtype), null);
  }

  /// The place of the thread's first own element there.
  PtxRegister own(SharedRegion region, DType dtype) {
    return threads.at(threads.shared(region.offset()), threads.thread(), dtype.bytes());
  }

  /// Stores the thread's own elements.
  void store(TileTensor.Spread x, SharedRegion region) {
    PtxRegister own = own(region, x.dtype());
    for (int s = 0; s < x.slots().size(); s++) {
      long offset = (long) s * threads.shape().threads() * x.dtype().bytes();
      code().store(PtxSpace.SHARED, x.dtype(), own, offset, x.slots().get(s));
    }
  }

  /// Stores the thread's own elements, nothing beyond the last.
  void storeExactly(TileTensor.Spread x, MemoryTensor to) {
    int parts = threads.shape().parts();
    for (int s = 0; s < x.slots().size(); s++) {
      int slot = s;
      PtxRegister index =
          code().value(PtxType.B32, "add.s32", threads.part(), PtxImmediate.of(s * parts));
      Runnable store = () -> to.store(code(), index, x.slots().get(slot));
      int left = x.size() - s * parts;
      if (left >= parts) {
        store.run();
      } else {
        threads.when(threads.isBelow(left), store);
      }
    }
  }

  /// Stores the thread's own elements to memory of even steps, nothing beyond the last.
  void storeSlots(List<? extends PtxOperand> slots, MemoryTensor to) {
    int parts = threads.shape().parts();
    PtxRegister own = threads.at(to.address(), threads.part(), (int) to.pitch());
    for (int s = 0; s < slots.size(); s++) {
      int slot = s;
      Runnable store =
          () ->
              code()
                  .store(
                      to.space(),
                      to.dtype(),
                      own,
                      (long) slot * parts * to.pitch(),
                      slots.get(slot));
      int left = to.size() - s * parts;
      if (left >= parts) {
        store.run();
      } else {
        threads.when(threads.isBelow(left), store);
      }
    }
  }

  /// Each thread's own elements.
  TileTensor.Spread spread(LaneTensor tensor) {
    List<PtxOperand> slots = new ArrayList<>();
    for (int s = 0; s < threads.shape().slots(tensor.size()); s++) {
      slots.add(slot(tensor, s));
    }
    return new TileTensor.Spread(tensor.dtype(), tensor.size(), slots);
  }

  private PtxOperand slot(LaneTensor tensor, int s) {
    return switch (tensor) {
      case RegisterTensor registers -> chosen(registers, s);
      case MemoryTensor memory -> loaded(memory, 0, 1, memory.size(), s);
      case MovedTensor moved -> {
        Progression steps = Progression.of(moved.sources());
        yield steps == null
            ? chosen(new RegisterTensor(moved.dtype(), moved.elements(code())), s)
            : loaded(moved.base(), steps.first(), steps.step(), moved.size(), s);
      }
    };
  }

  /// A tensor in memory whose elements are in even steps.
  Optional<RowSteps> steps(LaneTensor tensor) {
    return switch (tensor) {
      case RegisterTensor _ -> Optional.empty();
      case MemoryTensor memory -> steps(memory, new Progression(0, 1));
      case MovedTensor moved -> {
        Progression order = Progression.of(moved.sources());
        yield order == null ? Optional.empty() : steps(moved.base(), order);
      }
    };
  }

  private Optional<RowSteps> steps(MemoryTensor memory, Progression order) {
    if (memory.stride() != null) {
      return Optional.empty();
    }
    PtxRegister first = threads.plus(memory.address(), order.first() * memory.pitch());
    return Optional.of(new RowSteps(memory.space(), first, order.step() * memory.pitch()));
  }

  /// Numbers in even steps.
  private record Progression(int first, int step) {
    static @Nullable Progression of(List<Integer> numbers) {
      int first = numbers.getFirst();
      int step = numbers.size() > 1 ? numbers.get(1) - first : 0;
      for (int i = 0; i < numbers.size(); i++) {
        if (numbers.get(i) == Sources.ZERO || numbers.get(i) != first + i * step) {
          return null;
        }
      }
      return new Progression(first, step);
    }
  }

  /// Element `part + parts * s` of those at `first, first + step, ...`, or the last.
  private PtxOperand loaded(MemoryTensor memory, int first, int step, int size, int s) {
    int parts = threads.shape().parts();
    PtxRegister index = threads.part();
    int last = size - 1 - s * parts;
    if (last < parts - 1) {
      index = code().value(PtxType.B32, "min.s32", index, PtxImmediate.of(last));
    }
    int begin = first + s * parts * step;
    PtxRegister stride = memory.stride();
    if (stride != null) {
      PtxRegister number =
          code()
              .value(
                  PtxType.B32, "mad.lo.s32", index, PtxImmediate.of(step), PtxImmediate.of(begin));
      return memory.element(code(), number);
    }
    int pitch = (int) memory.pitch();
    PtxRegister address = threads.at(memory.address(), index, step * pitch);
    return code().load(memory.space(), memory.dtype(), address, (long) begin * pitch);
  }

  /// One of registers or numbers.
  private PtxOperand chosen(RegisterTensor tensor, int s) {
    int parts = threads.shape().parts();
    int from = s * parts;
    int to = Math.min(tensor.size(), from + parts);
    PtxOperand found = tensor.operands().get(to - 1);
    for (int e = to - 2; e >= from; e--) {
      PtxOperand other = tensor.operands().get(e);
      if (!other.equals(found)) {
        PtxRegister here =
            code().value(PtxType.PRED, "setp.eq.s32", threads.part(), PtxImmediate.of(e - from));
        found = select(here, other, found);
      }
    }
    return found;
  }

  private PtxOperand select(PtxRegister p, PtxOperand x, PtxOperand y) {
    PtxType type = x.type();
    if (type != PtxType.PRED) {
      return code().value(type, "selp." + type.text(), x, y, p);
    }
    PtxRegister first = code().value(type, "and.pred", p, code().inRegister(x));
    PtxRegister not = code().value(type, "not.pred", p);
    PtxRegister second = code().value(type, "and.pred", not, code().inRegister(y));
    return code().value(type, "or.pred", first, second);
  }
}
