package dev.odeon.adjoint.layer;

import dev.odeon.nn.graph.Literal;
import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.graph.TensorType;
import dev.odeon.nn.layer.Layer;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// Zeros, whatever the input.
record ZeroState(int count) implements Layer {
  @Override
  public ParameterSpec parameters(Shape input) {
    return ParameterSpec.EMPTY;
  }

  @Override
  public Shape outputShape(Shape input) {
    return Shape.of(count);
  }

  @Override
  public Tensor apply(Parameters p, Tensor x) {
    return x.tracer().constant(Literal.filled(new TensorType(x.dtype(), Shape.of(count)), 0));
  }
}
