package dev.odeon.nn.train;

import dev.odeon.nn.optim.Iterate;
import dev.odeon.nn.optim.Objective;
import dev.odeon.nn.params.AtomicFile;
import dev.odeon.nn.params.FreezeMask;
import dev.odeon.nn.params.ParameterVector;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Trains parameters by a [TrainingPlan].
///
/// A loss or gradient that is not finite after a first-order step: the step is taken back, the rate
/// halved, the step tried again; the sixth time in one stage the run ends as
/// [TrainingOutcome.Diverged]. L-BFGS and Levenberg-Marquardt step back by themselves. Frozen
/// parameters keep their bits. The result holds the parameters of the lowest loss seen.
///
/// @param plan what to do
/// @param listener told of progress
/// @param cancelled asked before every step, as by [Cancellation]
public record Trainer(TrainingPlan plan, TrainingListener listener, BooleanSupplier cancelled) {
  /// A trainer that nobody listens to; an interrupt of its thread cancels it.
  public Trainer(TrainingPlan plan) {
    this(plan, TrainingListener.NONE, new Cancellation());
  }

  /// Trains from `start`, which is left as it is.
  ///
  /// @param objective the loss of the full flat vector
  /// @throws IllegalArgumentException if nothing is left to train, a freeze glob matches nothing,
  ///   or the checkpoint cannot be written; before any evaluation
  /// @throws IllegalStateException if another run uses the checkpoint
  /// @throws java.io.UncheckedIOException if a checkpoint cannot be written later on
  public TrainingResult train(Objective objective, ParameterVector start) {
    FreezeMask mask = FreezeMask.of(start.spec(), plan.frozen());
    FreeParameters free = new FreeParameters(objective, mask, start);
    if (plan.checkpoints().isEmpty()) {
      return run(free, start, fresh(free, start), Optional.empty());
    }
    Checkpoint checkpoint = checkpoint(plan.checkpoints().get(), start);
    try (CheckpointLock _ = CheckpointLock.acquire(plan.checkpoints().get().path())) {
      return run(free, start, fresh(free, start), Optional.of(checkpoint));
    }
  }

  /// Continues from the plan's checkpoint: the result has the same bits as that of a run that was
  /// never interrupted. Settings of the running stage may differ from those before, such as its
  /// number of steps; the objective may not: its value at the best parameters is compared, bit by
  /// bit, with the stored one.
  ///
  /// @param start gives layout and type; its values are not used
  /// @throws IllegalArgumentException as [#train], or if the plan has no checkpoint
  /// @throws dev.odeon.nn.params.ModelFormatException if the checkpoint is damaged, or of another
  ///   model, plan or objective
  /// @throws IOException if it cannot be read
  public TrainingResult resume(Objective objective, ParameterVector start) throws IOException {
    if (plan.checkpoints().isEmpty()) {
      throw new IllegalArgumentException("the training plan has no checkpoint to resume from");
    }
    FreezeMask mask = FreezeMask.of(start.spec(), plan.frozen());
    Checkpoint checkpoint = checkpoint(plan.checkpoints().get(), start);
    try (CheckpointLock _ = CheckpointLock.acquire(plan.checkpoints().get().path())) {
      Progress progress = checkpoint.read(mask.freeSize());
      ParameterVector stored = ParameterVector.of(start.spec(), start.dtype(), progress.best);
      FreeParameters free = new FreeParameters(objective, mask, stored);
      Iterate best = Iterate.at(free, free.free(progress.best));
      checkpoint.checkLoss(progress.bestLoss, best.value());
      return run(free, start, progress, Optional.of(checkpoint));
    }
  }

  private Checkpoint checkpoint(CheckpointPolicy policy, ParameterVector start) {
    AtomicFile.requireWritable(policy.path());
    return new Checkpoint(policy.path(), plan, start);
  }

  private static Progress fresh(FreeParameters free, ParameterVector start) {
    Iterate first = Iterate.at(free, free.free(start.flat()));
    double[] best = start.flat().clone();
    return new Progress(first, best, first.value(), new double[] {first.value()});
  }

  private TrainingResult run(
      FreeParameters free,
      ParameterVector start,
      Progress progress,
      Optional<Checkpoint> checkpoint) {
    TrainingOutcome outcome =
        new TrainingRun(plan, listener, cancelled, free, progress, checkpoint).run();
    TrainingResult result =
        new TrainingResult(
            outcome,
            ParameterVector.of(start.spec(), start.dtype(), progress.best),
            progress.bestLoss,
            progress.step(),
            progress.losses());
    listener.onEnd(result);
    return result;
  }
}
