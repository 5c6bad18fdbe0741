package dev.odeon.nn.train;

import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.optim.Optimizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run does: immutable configuration.
///
/// @param stages run in order, at least one
/// @param frozen globs of paths that keep their values
/// @param earlyStopping for first-order stages
/// @param checkpoints where the state is stored
public record TrainingPlan(
    List<Stage> stages,
    List<String> frozen,
    Optional<EarlyStopping> earlyStopping,
    Optional<CheckpointPolicy> checkpoints) {
  public TrainingPlan {
    stages = List.copyOf(stages);
    frozen = List.copyOf(frozen);
    if (stages.isEmpty()) {
      throw new IllegalArgumentException("a training plan needs at least one stage");
    }
  }

  /// A plan of these stages and nothing else.
  public static TrainingPlan of(Stage... stages) {
    return new TrainingPlan(List.of(stages), List.of(), Optional.empty(), Optional.empty());
  }

  /// A plan that begins with `steps` steps of a first-order rule.
  public static TrainingPlan of(Optimizer optimizer, int steps) {
    return of(new FirstOrderStage(optimizer, steps));
  }

  /// This, then `steps` steps of a first-order rule.
  public TrainingPlan then(Optimizer optimizer, int steps) {
    return then(new FirstOrderStage(optimizer, steps));
  }

  /// This, then L-BFGS.
  public TrainingPlan then(Lbfgs minimizer) {
    return then(new LbfgsStage(minimizer));
  }

  /// This with one more stage.
  public TrainingPlan then(Stage stage) {
    List<Stage> more = new ArrayList<>(stages);
    more.add(stage);
    return new TrainingPlan(more, frozen, earlyStopping, checkpoints);
  }

  /// This with parameters frozen whose path matches one of `globs`; see
  /// [dev.odeon.nn.params.FreezeMask].
  public TrainingPlan freezing(String... globs) {
    return new TrainingPlan(stages, List.of(globs), earlyStopping, checkpoints);
  }

  /// This with early stopping.
  public TrainingPlan stoppingEarly(EarlyStopping rule) {
    return new TrainingPlan(stages, frozen, Optional.of(rule), checkpoints);
  }

  /// This with checkpoints.
  public TrainingPlan checkpointing(CheckpointPolicy policy) {
    return new TrainingPlan(stages, frozen, earlyStopping, Optional.of(policy));
  }

  /// The largest number of steps of all stages together.
  public long steps() {
    return stages.stream().mapToLong(Stage::steps).sum();
  }
}
