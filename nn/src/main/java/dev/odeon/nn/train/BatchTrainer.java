package dev.odeon.nn.train;

import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.optim.Vectors;
import dev.odeon.nn.params.ParameterVector;
import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// First-order training on batches, a new one each step, with a rate that falls to zero along half
/// a cosine: `rate (1 + cos(pi k / steps)) / 2` at step k. Loshchilov and Hutter, SGDR: stochastic
/// gradient descent with warm restarts (2017), equation 5, one cycle.
///
/// Losses of different batches do not compare, so the result holds the last parameters, not the
/// best. A step whose loss or gradient is not finite is not taken; the rate is halved from there
/// on; the sixth time the run ends as [TrainingOutcome.Diverged].
///
/// @param optimizer the rule and the rate that it begins with
/// @param steps at least 1
/// @param listener told before every step, with the loss of its batch
/// @param cancelled asked before every step
public record BatchTrainer(
    Optimizer optimizer, int steps, TrainingListener listener, BooleanSupplier cancelled) {
  private static final int MAX_HALVINGS = 5;

  public BatchTrainer {
    if (steps < 1) {
      throw new IllegalArgumentException("batch trainer: steps " + steps + " is below 1");
    }
  }

  /// A trainer that nobody listens to; an interrupt of its thread cancels it.
  public BatchTrainer(Optimizer optimizer, int steps) {
    this(optimizer, steps, TrainingListener.NONE, new Cancellation());
  }

  /// Trains from `start`, which is left as it is. Batches are drawn by `seed`.
  public BatchResult train(BatchObjective objective, ParameterVector start, long seed) {
    ParameterVector parameters = start.copy();
    double[] gradient = new double[start.size()];
    double[] losses = new double[steps];
    OptimizerState memory = optimizer.start(start.size());
    SplitMix64 random = SplitMix64.stream(seed, "batches");
    int halvings = 0;
    for (int step = 0; step < steps; step++) {
      if (cancelled.getAsBoolean()) {
        return result(new TrainingOutcome.Cancelled(step), parameters, losses, step);
      }
      objective.draw(random);
      double loss = objective.valueAndGradient(parameters.flat(), gradient);
      losses[step] = loss;
      double norm = Vectors.norm(gradient);
      listener.onStep(new TrainingStep(step, steps, loss, norm, parameters));
      if (Double.isFinite(loss) && Double.isFinite(norm)) {
        double rate = Math.scalb(optimizer.rate() * fraction(step), -halvings);
        optimizer.withRate(rate).update(memory, parameters.flat(), gradient);
        parameters.round();
      } else if (++halvings > MAX_HALVINGS) {
        return result(new TrainingOutcome.Diverged(step + 1L, loss), parameters, losses, step + 1);
      }
    }
    return result(new TrainingOutcome.Completed(steps), parameters, losses, steps);
  }

  private double fraction(int step) {
    return 0.5 * (1 + StrictMath.cos(Math.PI * step / steps));
  }

  private static BatchResult result(
      TrainingOutcome outcome, ParameterVector parameters, double[] losses, int taken) {
    return new BatchResult(outcome, parameters, Arrays.copyOf(losses, taken));
  }
}
