package dev.odeon.nn.trace;

import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Shape;
import java.util.List;
import java.util.stream.IntStream;

/// Products of stacks of matrices.
final class MatrixProduct {
  private MatrixProduct() {}

  static Tensor of(Tensor x, Tensor y) {
    Shape left = x.shape();
    Shape right = y.shape();
    int stack = left.rank() - 2;
    boolean fits =
        stack >= 0
            && right.rank() == left.rank()
            && left.dims().subList(0, stack).equals(right.dims().subList(0, stack))
            && left.dim(stack + 1) == right.dim(stack);
    if (!fits) {
      throw x.tracer()
          .complaint(
              "matmul: shapes ["
                  + left
                  + "] and ["
                  + right
                  + "] are not those of two matrices, or equal stacks of them, that can be"
                  + " multiplied");
    }
    List<Integer> batch = IntStream.range(0, stack).boxed().toList();
    return x.tracer()
        .apply1(new Op.DotGeneral(List.of(stack + 1), List.of(stack), batch, batch), x, y);
  }
}
