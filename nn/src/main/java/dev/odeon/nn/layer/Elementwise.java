package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.function.UnaryOperator;

/// A function without parameters that keeps the shape, such as `y -> y.pow(3)`.
///
/// @param function traced once a use; must return a tensor of its argument's shape
public record Elementwise(UnaryOperator<Tensor> function) implements Layer {
  @Override
  public ParameterSpec parameters(Shape input) {
    return ParameterSpec.EMPTY;
  }

  @Override
  public Shape outputShape(Shape input) {
    return input;
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    Tensor y = function.apply(x);
    if (!y.shape().equals(x.shape())) {
      throw new IllegalArgumentException(
          "elementwise: function changed the shape [" + x.shape() + "] to [" + y.shape() + "]");
    }
    return y;
  }
}
