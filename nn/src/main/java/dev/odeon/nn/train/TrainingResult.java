package dev.odeon.nn.train;

import dev.odeon.nn.params.ParameterVector;

/// What a run came to.
public final class TrainingResult {
  private final TrainingOutcome outcome;
  private final ParameterVector parameters;
  private final double bestLoss;
  private final long steps;
  private final double[] lossHistory;

  TrainingResult(
      TrainingOutcome outcome,
      ParameterVector parameters,
      double bestLoss,
      long steps,
      double[] lossHistory) {
    this.outcome = outcome;
    this.parameters = parameters;
    this.bestLoss = bestLoss;
    this.steps = steps;
    this.lossHistory = lossHistory;
  }

  /// How it ended.
  public TrainingOutcome outcome() {
    return outcome;
  }

  /// The parameters of the lowest loss seen, a vector of its own.
  public ParameterVector parameters() {
    return parameters;
  }

  /// The lowest loss seen.
  public double bestLoss() {
    return bestLoss;
  }

  /// Number of steps taken, those before a resumption included.
  public long steps() {
    return steps;
  }

  /// The loss at the start and after every step, a copy.
  public double[] lossHistory() {
    return lossHistory.clone();
  }

  @Override
  public String toString() {
    return outcome + ", loss " + bestLoss + ", " + parameters;
  }
}
