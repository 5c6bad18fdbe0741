package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// The last row of a matrix: `[n, k]` to `[k]`, such as what a recurrent network ends with. No
/// parameters.
public record LastRow() implements Layer {
  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.EMPTY;
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return Shape.of(input.dim(1));
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    int rows = x.shape().dim(0);
    return x.slice(rows - 1, rows).reshape(outputShape(x.shape()));
  }

  private static void check(Shape input) {
    if (input.rank() != 2 || input.dim(0) < 1) {
      throw new IllegalArgumentException(
          "last row: input of shape [" + input + "] is not a matrix with rows");
    }
  }
}
