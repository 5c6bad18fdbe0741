package dev.odeon.gpu.backend;

import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxCode;
import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxType;

/// A function from whole numbers to whole numbers, known when a kernel is written.
sealed interface Places {
  /// Its value.
  PtxOperand at(PtxCode code, PtxOperand i);

  /// `first + i * step`.
  record Regular(int first, int step) implements Places {
    @Override
    public PtxOperand at(PtxCode code, PtxOperand i) {
      return switch (i) {
        case PtxImmediate known -> PtxImmediate.of(first + (int) known.bits() * step);
        case PtxRegister register -> of(code, register);
      };
    }

    private PtxOperand of(PtxCode code, PtxRegister i) {
      if (step == 0) {
        return PtxImmediate.of(first);
      }
      if (step == 1 && first == 0) {
        return i;
      }
      PtxImmediate factor = PtxImmediate.of(step);
      return code.value(PtxType.B32, "mad.lo.s32", i, factor, PtxImmediate.of(first));
    }
  }

  /// A table.
  record Stored(MemoryTensor table) implements Places {
    @Override
    public PtxOperand at(PtxCode code, PtxOperand i) {
      return ElementKernel.load(code, table, i);
    }
  }

  /// Whether the numbers go up or down by the same step each.
  static boolean isRegular(int[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      if (numbers[i] != numbers[0] + i * step(numbers)) {
        return false;
      }
    }
    return true;
  }

  /// The difference of the first two.
  static int step(int[] numbers) {
    return numbers.length < 2 ? 0 : numbers[1] - numbers[0];
  }
}
