package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;
import java.util.function.UnaryOperator;

/// A known function as a layer.
record Formula(Shape output, UnaryOperator<Tensor> function) implements Layer {
  static Formula scalar(UnaryOperator<Tensor> function) {
    return new Formula(Shape.SCALAR, function);
  }

  @Override
  public ParameterSpec parameters(Shape input) {
    return ParameterSpec.EMPTY;
  }

  @Override
  public Shape outputShape(Shape input) {
    return output;
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    return function.apply(x);
  }
}
