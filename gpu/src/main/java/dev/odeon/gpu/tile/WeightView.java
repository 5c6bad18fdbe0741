package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.LaneTensor;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.MovedTensor;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.RegisterTensor;
import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.graph.Shape;
import java.util.List;
import java.util.Optional;

/// A matrix of weights in global memory: element (i, k) at `address + (offset + i * rowStep + k *
/// step) * bytes`, the sum over k.
///
/// @param rows number of results
/// @param depth number of products of each
record WeightView(
    DType dtype, PtxRegister address, int offset, int rows, int rowStep, int depth, int step) {

  /// The view of an operand of a product, if it lies in memory of the device in even steps.
  ///
  /// @param shape of the operand, of two axes
  /// @param contracted the axis that is summed over
  static Optional<WeightView> of(LaneTensor tensor, Shape shape, int contracted) {
    int[] strides = shape.strides();
    int free = 1 - contracted;
    WeightView plain =
        new WeightView(
            tensor.dtype(),
            new PtxRegister(dev.odeon.gpu.ptx.PtxType.B64, -1),
            0,
            shape.dim(free),
            strides[free],
            shape.dim(contracted),
            strides[contracted]);
    return switch (tensor) {
      case RegisterTensor _ -> Optional.empty();
      case MemoryTensor memory ->
          isDense(memory) ? Optional.of(plain.at(memory)) : Optional.empty();
      case MovedTensor(MemoryTensor base, List<Integer> sources) ->
          isDense(base) ? plain.moved(sources).map(view -> view.at(base)) : Optional.empty();
    };
  }

  private static boolean isDense(MemoryTensor memory) {
    return memory.space() == PtxSpace.GLOBAL && memory.pitch() == memory.dtype().bytes();
  }

  private WeightView at(MemoryTensor memory) {
    return new WeightView(dtype, memory.address(), offset, rows, rowStep, depth, step);
  }

  private Optional<WeightView> moved(List<Integer> sources) {
    int begin = sources.getFirst();
    int along = rows > 1 ? sources.get(rowStep) - begin : 0;
    int down = depth > 1 ? sources.get(step) - begin : 0;
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < depth; k++) {
        int source = sources.get(i * rowStep + k * step);
        if (source == Sources.ZERO || source != begin + i * along + k * down) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(new WeightView(dtype, address, begin, rows, along, depth, down));
  }

  /// The rows from `first` on, at most `most`.
  WeightView rows(int first, int most) {
    return new WeightView(
        dtype,
        address,
        offset + first * rowStep,
        Math.min(most, rows - first),
        rowStep,
        depth,
        step);
  }
}
