package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Chooses the start values of one parameter tensor. Implementations hold configuration only.
@FunctionalInterface
public interface Initializer {
  /// Start values for a tensor of shape `shape`, row-major.
  ///
  /// @param shape extents; weights are (outputs, inputs, ...)
  /// @param random the tensor's own stream; the only source of randomness to use
  /// @return as many finite numbers as the shape has elements
  double[] values(Shape shape, SplitMix64 random);
}
