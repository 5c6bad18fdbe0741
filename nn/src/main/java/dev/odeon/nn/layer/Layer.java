package dev.odeon.nn.layer;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.params.ParameterSpec;
import dev.odeon.nn.trace.Parameters;
import dev.odeon.nn.trace.Tensor;

/// A function of an input and of named parameters, for one trajectory (sample); the parameters are
/// never part of it.
public interface Layer {
  /// The parameters that it needs for inputs of shape `input`.
  ///
  /// @throws IllegalArgumentException if it takes no such input
  ParameterSpec parameters(Shape input);

  /// The shape of its output for inputs of shape `input`.
  ///
  /// @throws IllegalArgumentException if it takes no such input
  Shape outputShape(Shape input);

  /// Its output, traced.
  ///
  /// @param p its parameters, by the names of [#parameters]
  /// @param x input
  Tensor apply(Parameters p, Tensor x);
}
