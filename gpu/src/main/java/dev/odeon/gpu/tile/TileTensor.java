package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.PtxOperand;
import dev.odeon.nn.graph.DType;
import java.util.List;

/// A tensor of a column while code is written.
sealed interface TileTensor {
  /// Element type.
  DType dtype();

  /// Number of elements.
  int size();

  /// Every thread of the column reaches all elements.
  record Whole(LaneTensor tensor) implements TileTensor {
    @Override
    public DType dtype() {
      return tensor.dtype();
    }

    @Override
    public int size() {
      return tensor.size();
    }
  }

  /// Every thread of the column has its own elements: part p has element `p + parts * s` in slot s;
  /// what is beyond the last element is anything.
  ///
  /// @param slots registers or numbers
  record Spread(DType dtype, int size, List<? extends PtxOperand> slots) implements TileTensor {
    public Spread {
      slots = List.copyOf(slots);
    }

    /// Whether all slots of all threads hold the same.
    boolean isUniform() {
      return slots.stream().distinct().count() == 1 && slots.size() > 1;
    }
  }
}
