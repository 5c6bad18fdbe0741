package dev.odeon.nn.train;

import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ParameterVector;
import java.util.Optional;

/// An objective that looks at a part of its data at a time. Between two draws it is one function.
public interface BatchObjective extends Objective {
  /// Takes the next part, and new noise where it has any.
  void draw(SplitMix64 random);

  /// Steps of `optimizer` that are taken where this computes, so that parameters and memory need
  /// not come back after each; empty if it computes in this process.
  ///
  /// @param parameters where to begin, and where [BatchSteps#bring] puts them
  /// @param memory the same for the optimiser's memory
  default Optional<BatchSteps> steps(
      Optimizer optimizer, ParameterVector parameters, OptimizerState memory) {
    return Optional.empty();
  }
}
