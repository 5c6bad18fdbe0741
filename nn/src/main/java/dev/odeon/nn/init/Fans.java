package dev.odeon.nn.init;

import dev.odeon.nn.graph.Shape;

/// Numbers of inputs and outputs that one weight tensor connects.
///
/// @param in inputs to one output
/// @param out outputs from one input
public record Fans(int in, int out) {
  /// The fans of a tensor of shape `shape`.
  ///
  /// A matrix is (out, in). With more axes, (out, in, k1, k2, ...), both are multiplied by the
  /// product of the k. A vector of n counts as (n, 1), a scalar as (1, 1).
  public static Fans of(Shape shape) {
    if (shape.rank() == 0) {
      return new Fans(1, 1);
    }
    if (shape.rank() == 1) {
      return new Fans(1, shape.dim(0));
    }
    int kernel = 1;
    for (int axis = 2; axis < shape.rank(); axis++) {
      kernel *= shape.dim(axis);
    }
    return new Fans(kernel * shape.dim(1), kernel * shape.dim(0));
  }
}
