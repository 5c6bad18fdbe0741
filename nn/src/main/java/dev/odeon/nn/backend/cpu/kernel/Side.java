package dev.odeon.nn.backend.cpu.kernel;

import dev.odeon.nn.backend.reference.Sources;
import dev.odeon.nn.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// One operand of a product: where its elements stand. The element of batch b, free index i and
/// contracted index k stands at `batch[b] + free[i] + contracted[k]`.
final class Side {
  /// Distance of elements that stand at no equal distances.
  static final int IRREGULAR = -1;

  final int[] batch;
  final int[] free;
  final int[] contracted;
  final int freeStride;
  final int depthStride;

  Side(Shape shape, List<Integer> batchAxes, List<Integer> contractedAxes) {
    batch = Sources.offsets(shape, batchAxes);
    contracted = Sources.offsets(shape, contractedAxes);
    free =
        Sources.offsets(
            shape,
            IntStream.range(0, shape.rank())
                .boxed()
                .filter(axis -> !batchAxes.contains(axis) && !contractedAxes.contains(axis))
                .toList());
    freeStride = stride(free);
    depthStride = stride(contracted);
  }

  private static int stride(int[] offsets) {
    int stride = offsets.length > 1 ? offsets[1] - offsets[0] : 1;
    for (int i = 1; i < offsets.length; i++) {
      if (offsets[i] - offsets[i - 1] != stride) {
        return IRREGULAR;
      }
    }
    return stride;
  }

  int depth() {
    return contracted.length;
  }

  boolean isRegular() {
    return freeStride != IRREGULAR && depthStride != IRREGULAR;
  }

  /// Whether the free elements stand side by side.
  boolean isContiguous() {
    return freeStride == 1;
  }

  /// Whether the elements of one batch fill a range.
  boolean isDense() {
    int size = free.length * contracted.length;
    return size > 0 && free[free.length - 1] + contracted[contracted.length - 1] == size - 1;
  }
}
