package dev.odeon.nn.train;

import dev.odeon.nn.init.SplitMix64;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.params.AtomicFile;
import dev.odeon.nn.params.ParameterVector;
import java.io.IOException;
import java.util.Optional;
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
/// @param checkpoints where the state is stored, besides the end and a cancellation
public record BatchTrainer(
    Optimizer optimizer,
    int steps,
    TrainingListener listener,
    BooleanSupplier cancelled,
    Optional<CheckpointPolicy> checkpoints) {
  static final int MAX_HALVINGS = 5;

  public BatchTrainer {
    if (steps < 1) {
      throw new IllegalArgumentException("batch trainer: steps " + steps + " is below 1");
    }
  }

  /// A trainer without checkpoints.
  public BatchTrainer(
      Optimizer optimizer, int steps, TrainingListener listener, BooleanSupplier cancelled) {
    this(optimizer, steps, listener, cancelled, Optional.empty());
  }

  /// A trainer that nobody listens to; an interrupt of its thread cancels it.
  public BatchTrainer(Optimizer optimizer, int steps) {
    this(optimizer, steps, TrainingListener.NONE, new Cancellation());
  }

  /// This with checkpoints.
  public BatchTrainer checkpointing(CheckpointPolicy policy) {
    return new BatchTrainer(optimizer, steps, listener, cancelled, Optional.of(policy));
  }

  /// Trains from `start`, which is left as it is. Batches are drawn by `seed`.
  ///
  /// @throws IllegalArgumentException if the checkpoint cannot be written; before any evaluation
  /// @throws IllegalStateException if another run uses the checkpoint
  /// @throws java.io.UncheckedIOException if a checkpoint cannot be written later on
  public BatchResult train(BatchObjective objective, ParameterVector start, long seed) {
    SplitMix64 random = random(seed);
    BatchProgress progress =
        new BatchProgress(
            start.flat().clone(), start.copy(), optimizer.start(start.size()), new double[steps]);
    if (checkpoints.isEmpty()) {
      return run(objective, progress, random, Optional.empty());
    }
    BatchCheckpoint checkpoint = checkpoint(checkpoints.get(), start, seed);
    try (CheckpointLock _ = CheckpointLock.acquire(checkpoints.get().path())) {
      return run(objective, progress, random, Optional.of(checkpoint));
    }
  }

  /// Continues from the checkpoint: the result has the same bits as that of a run that was never
  /// interrupted. The batches of the steps already taken are drawn again, and the loss of the first
  /// one is compared, bit by bit, with the stored one.
  ///
  /// @param objective as fresh as that of the interrupted run: nothing was drawn yet
  /// @param start gives layout and type; its values are not used
  /// @param seed that of the interrupted run
  /// @throws IllegalArgumentException as [#train], or if this has no checkpoint
  /// @throws dev.odeon.nn.params.ModelFormatException if the checkpoint is damaged, or of another
  ///   model, trainer, seed or objective
  /// @throws IOException if it cannot be read
  public BatchResult resume(BatchObjective objective, ParameterVector start, long seed)
      throws IOException {
    if (checkpoints.isEmpty()) {
      throw new IllegalArgumentException("the batch trainer has no checkpoint to resume from");
    }
    BatchCheckpoint checkpoint = checkpoint(checkpoints.get(), start, seed);
    try (CheckpointLock _ = CheckpointLock.acquire(checkpoints.get().path())) {
      BatchProgress progress = checkpoint.read();
      SplitMix64 random = random(seed);
      double[] losses = progress.losses();
      for (int step = 0; step < losses.length; step++) {
        objective.draw(random);
        if (step == 0) {
          double[] gradient = new double[start.size()];
          checkpoint.checkFirst(losses[0], objective.valueAndGradient(progress.start, gradient));
        }
      }
      return run(objective, progress, random, Optional.of(checkpoint));
    }
  }

  private static SplitMix64 random(long seed) {
    return SplitMix64.stream(seed, "batches");
  }

  private BatchCheckpoint checkpoint(CheckpointPolicy policy, ParameterVector start, long seed) {
    AtomicFile.requireWritable(policy.path());
    return new BatchCheckpoint(policy.path(), this, start, seed);
  }

  private BatchResult run(
      BatchObjective objective,
      BatchProgress progress,
      SplitMix64 random,
      Optional<BatchCheckpoint> checkpoint) {
    TrainingOutcome outcome;
    try (BatchSteps held =
        objective
            .steps(optimizer, progress.parameters, progress.memory)
            .orElseGet(
                () -> new HostSteps(objective, optimizer, progress.parameters, progress.memory))) {
      outcome = steps(objective, held, progress, random, checkpoint);
      held.bring();
    }
    checkpoint.ifPresent(file -> file.write(progress));
    return progress.ended(outcome);
  }

  private TrainingOutcome steps(
      BatchObjective objective,
      BatchSteps held,
      BatchProgress progress,
      SplitMix64 random,
      Optional<BatchCheckpoint> checkpoint) {
    if (progress.halvings > MAX_HALVINGS) {
      return new TrainingOutcome.Diverged(progress.step, progress.losses()[progress.step - 1]);
    }
    while (progress.step < steps) {
      if (cancelled.getAsBoolean()) {
        return new TrainingOutcome.Cancelled(progress.step);
      }
      objective.draw(random);
      bringForListener(held);
      double rate = Math.scalb(optimizer.rate() * fraction(progress.step), -progress.halvings);
      BatchEvaluation at = held.evaluate(rate);
      // What was cut short has no value: the step is not one that went wrong.
      if (!at.isFinite() && cancelled.getAsBoolean()) {
        return new TrainingOutcome.Cancelled(progress.step);
      }
      progress.lost(at.loss());
      listener.onStep(
          new TrainingStep(
              progress.step, steps, at.loss(), at.gradientNorm(), progress.parameters));
      if (at.isFinite()) {
        held.take();
      } else {
        progress.halvings++;
      }
      progress.step++;
      if (progress.halvings > MAX_HALVINGS) {
        return new TrainingOutcome.Diverged(progress.step, at.loss());
      }
      if (isDue(progress.step) && checkpoint.isPresent()) {
        held.bring();
        checkpoint.get().write(progress);
      }
    }
    return new TrainingOutcome.Completed(steps);
  }

  @SuppressWarnings("ReferenceEquality") // whether it is the one that listens to nothing
  private void bringForListener(BatchSteps held) {
    if (listener != TrainingListener.NONE) {
      held.bring();
    }
  }

  private boolean isDue(int step) {
    return checkpoints.map(policy -> step % policy.every() == 0).orElse(false);
  }

  private double fraction(int step) {
    return 0.5 * (1 + StrictMath.cos(Math.PI * step / steps));
  }
}
