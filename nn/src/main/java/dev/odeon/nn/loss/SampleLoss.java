package dev.odeon.nn.loss;

import dev.odeon.nn.trace.Tensor;

/// What the output for one sample costs, such as `Loss.MEAN_SQUARE::mean` or [CrossEntropy].
@FunctionalInterface
public interface SampleLoss {
  /// The cost, a scalar, traced.
  ///
  /// @param output what the model computed
  /// @param target what was wanted
  Tensor of(Tensor output, Tensor target);
}
