package dev.odeon.nn.train;

import dev.odeon.nn.optim.Iterate;
import dev.odeon.nn.optim.OptimizerState;
import java.util.Arrays;
import java.util.Map;

/// The whole state of a run between two steps: what a checkpoint holds. Mutable.
final class Progress {
  /// The current point in the parameters that are not frozen.
  Iterate current;

  /// Best full parameter vector so far, with its loss.
  double[] best;

  double bestLoss;

  /// What the running stage's minimiser remembers.
  OptimizerState memory = new OptimizerState(0, Map.of());

  /// Index of the running stage; whether it has begun; its steps so far; how often it halved its
  /// rate.
  int stage;

  boolean begun;
  int stepsInStage;
  int halvings;

  /// Steps since the loss last made progress in this stage, and that loss.
  int stale;

  double progressLoss = Double.POSITIVE_INFINITY;

  private double[] losses;
  private int lossCount;

  Progress(Iterate current, double[] best, double bestLoss, double[] losses) {
    this.current = current;
    this.best = best;
    this.bestLoss = bestLoss;
    this.losses = losses.clone();
    lossCount = losses.length;
  }

  /// Steps taken in all stages.
  long step() {
    return lossCount - 1L;
  }

  /// The loss at the start and after each step, a copy.
  double[] losses() {
    return Arrays.copyOf(losses, lossCount);
  }

  void begin(OptimizerState first) {
    memory = first;
    begun = true;
    stepsInStage = 0;
    halvings = 0;
    stale = 0;
    progressLoss = current.value();
  }

  /// Counts a step to `current`, whose full vector is `parameters`.
  void accept(double[] parameters, double minDelta) {
    double loss = current.value();
    stepsInStage++;
    if (lossCount == losses.length) {
      losses = Arrays.copyOf(losses, 2 * lossCount + 16);
    }
    losses[lossCount++] = loss;
    if (loss < bestLoss) {
      bestLoss = loss;
      best = parameters.clone();
    }
    if (loss < progressLoss - minDelta) {
      progressLoss = loss;
      stale = 0;
    } else {
      stale++;
    }
  }
}
