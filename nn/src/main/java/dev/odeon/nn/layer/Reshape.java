package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.Objects;

/// The same elements in row-major order under another shape, such as the single row `[1, d]` of a
/// solve with one save time as the vector `[d]`. No parameters.
///
/// @param shape of the output
public record Reshape(Shape shape) implements Layer {
  public Reshape {
    Objects.requireNonNull(shape, "shape");
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    check(input);
    return ParameterSpec.EMPTY;
  }

  @Override
  public Shape outputShape(Shape input) {
    check(input);
    return shape;
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    check(x.shape());
    return x.reshape(shape);
  }

  private void check(Shape input) {
    if (input.size() != shape.size()) {
      throw new IllegalArgumentException(
          "reshape: input of shape [" + input + "] has not the elements of [" + shape + "]");
    }
  }
}
