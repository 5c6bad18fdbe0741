package dev.odeon.gpu.ptx;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A line of code.
sealed interface PtxLine {
  /// Its text.
  String text();

  /// A label.
  record Place(PtxLabel label) implements PtxLine {
    @Override
    public String text() {
      return label.text() + ":";
    }
  }

  /// `result = opcode(operands)`, without any other effect.
  record Pure(PtxRegister result, String opcode, List<PtxOperand> operands) implements PtxLine {
    public Pure {
      operands = List.copyOf(operands);
    }

    @Override
    public String text() {
      List<PtxOperand> all = new ArrayList<>();
      all.add(result);
      all.addAll(operands);
      return "  " + opcode + " " + join(all) + ";";
    }
  }

  /// A read of memory.
  record Load(PtxRegister result, String opcode, String place, @Nullable PtxRegister address)
      implements PtxLine {
    @Override
    public String text() {
      return "  " + opcode + " " + result.text() + ", " + place + ";";
    }
  }

  /// An instruction with effects: a store, a branch, a barrier, an atomic operation.
  ///
  /// @param reads the registers that it reads
  record Effect(String text, List<PtxRegister> reads) implements PtxLine {
    public Effect {
      reads = List.copyOf(reads);
    }
  }

  private static String join(List<PtxOperand> operands) {
    return operands.stream().map(PtxOperand::text).collect(Collectors.joining(", "));
  }
}
