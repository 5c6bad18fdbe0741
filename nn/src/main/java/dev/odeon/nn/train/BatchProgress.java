package dev.odeon.nn.train;

import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ParameterVector;
import java.util.Arrays;

/// The whole state of a run of a [BatchTrainer] between two steps. Mutable.
final class BatchProgress {
  final double[] start;
  final ParameterVector parameters;
  final OptimizerState memory;
  int step;
  int halvings;
  private final double[] losses;

  /// @param start where the run began
  /// @param losses one place a step of the whole run
  BatchProgress(
      double[] start, ParameterVector parameters, OptimizerState memory, double[] losses) {
    this.start = start;
    this.parameters = parameters;
    this.memory = memory;
    this.losses = losses;
  }

  void lost(double loss) {
    losses[step] = loss;
  }

  /// The losses of the steps so far, a copy.
  double[] losses() {
    return Arrays.copyOf(losses, step);
  }

  BatchResult ended(TrainingOutcome outcome) {
    return new BatchResult(outcome, parameters, losses());
  }
}
