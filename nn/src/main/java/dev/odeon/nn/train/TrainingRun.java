package dev.odeon.nn.train;

import dev.odeon.nn.optim.Iterate;
import dev.odeon.nn.optim.LbfgsMemory;
import dev.odeon.nn.optim.Minimum;
import dev.odeon.nn.optim.Optimizer;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.optim.Termination;
import dev.odeon.nn.optim.Vectors;
import dev.odeon.nn.params.ParameterVector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One run of a plan: takes steps, from wherever its [Progress] stands.
final class TrainingRun {
  private static final int MAX_HALVINGS = 5;

  private final TrainingPlan plan;
  private final TrainingListener listener;
  private final BooleanSupplier cancelled;
  private final FreeParameters objective;
  private final Progress progress;
  private final Optional<Checkpoint> checkpoint;

  TrainingRun(
      TrainingPlan plan,
      TrainingListener listener,
      BooleanSupplier cancelled,
      FreeParameters objective,
      Progress progress,
      Optional<Checkpoint> checkpoint) {
    this.plan = plan;
    this.listener = listener;
    this.cancelled = cancelled;
    this.objective = objective;
    this.progress = progress;
    this.checkpoint = checkpoint;
  }

  TrainingOutcome run() {
    if (!progress.current.isFinite()) {
      return new TrainingOutcome.Diverged(progress.step(), progress.current.value());
    }
    report();
    while (true) {
      Stage stage = plan.stages().get(progress.stage);
      listener.onStage(progress.stage, stage);
      begin(stage);
      TrainingOutcome outcome =
          switch (stage) {
            case FirstOrderStage first -> firstOrder(first);
            case LbfgsStage lbfgs -> lbfgs(lbfgs);
            case LeastSquaresStage squares -> leastSquares(squares);
          };
      boolean ends =
          outcome instanceof TrainingOutcome.Cancelled
              || outcome instanceof TrainingOutcome.Diverged;
      if (ends || progress.stage == plan.stages().size() - 1) {
        store();
        return outcome;
      }
      progress.stage++;
      progress.begun = false;
    }
  }

  private void begin(Stage stage) {
    if (progress.begun) {
      return;
    }
    if (progress.bestLoss < progress.current.value()) {
      progress.current = Iterate.at(objective, objective.free(progress.best));
    }
    OptimizerState first =
        stage instanceof FirstOrderStage order
            ? order.optimizer().start(progress.current.point().length)
            : new LbfgsMemory().toState(0);
    progress.begin(first);
  }

  private TrainingOutcome firstOrder(FirstOrderStage stage) {
    while (progress.stepsInStage < stage.steps()) {
      if (cancelled.getAsBoolean()) {
        return new TrainingOutcome.Cancelled(progress.step());
      }
      if (plan.earlyStopping().map(rule -> progress.stale >= rule.patience()).orElse(false)) {
        return new TrainingOutcome.StoppedEarly(progress.step(), progress.stale);
      }
      double loss = firstOrderStep(stage.optimizer());
      if (Double.isFinite(loss)) {
        accept();
      } else if (cancelled.getAsBoolean()) {
        // What was cut short has no value: the step is not one that went wrong.
        return new TrainingOutcome.Cancelled(progress.step());
      } else if (++progress.halvings > MAX_HALVINGS) {
        return new TrainingOutcome.Diverged(progress.step() + 1, loss);
      }
    }
    return new TrainingOutcome.Completed(progress.step());
  }

  /// Moves the current point, or leaves it and the memory as they were if the new point is not
  /// finite.
  ///
  /// @return the loss at the new point, NaN if only the gradient there is not finite
  private double firstOrderStep(Optimizer optimizer) {
    Iterate before = progress.current.copy();
    OptimizerState kept = progress.memory.copy();
    Optimizer rule = optimizer.withRate(Math.scalb(optimizer.rate(), -progress.halvings));
    rule.update(progress.memory, progress.current.point(), progress.current.gradient());
    objective.round(progress.current.point());
    progress.current.evaluate(objective);
    double loss = progress.current.value();
    if (progress.current.isFinite()) {
      return loss;
    }
    progress.current = before;
    progress.memory = kept;
    return Double.isFinite(loss) ? Double.NaN : loss;
  }

  private TrainingOutcome lbfgs(LbfgsStage stage) {
    LbfgsMemory memory = LbfgsMemory.of(progress.memory);
    Optional<Termination> end = stage.minimizer().check(progress.current);
    while (end.isEmpty()) {
      if (cancelled.getAsBoolean()) {
        return new TrainingOutcome.Cancelled(progress.step());
      }
      if (progress.stepsInStage >= stage.steps()) {
        return new TrainingOutcome.Completed(progress.step());
      }
      Iterate kept = progress.current.copy();
      double before = kept.value();
      end = stage.minimizer().advance(objective, progress.current, memory);
      if (cancelled.getAsBoolean()) {
        // Evaluations that were cut short may have shortened the step.
        progress.current = kept;
        return new TrainingOutcome.Cancelled(progress.step());
      }
      progress.memory = memory.toState(progress.stepsInStage + 1L);
      if (progress.current.value() < before) {
        accept();
      }
    }
    return ended(end.get());
  }

  private TrainingOutcome leastSquares(LeastSquaresStage stage) {
    if (progress.stepsInStage > 0) {
      return new TrainingOutcome.Completed(progress.step());
    }
    Iterate before = progress.current.copy();
    Minimum minimum =
        stage
            .minimizer()
            .minimize(objective.restrict(stage.residuals()), before.point(), cancelled);
    if (minimum.termination() == Termination.START_NOT_FINITE) {
      return ended(minimum.termination());
    }
    progress.current = Iterate.at(objective, minimum.point());
    if (!progress.current.isFinite()) {
      double loss = progress.current.value();
      progress.current = before;
      return new TrainingOutcome.Diverged(progress.step() + 1, loss);
    }
    accept();
    if (minimum.termination() == Termination.CANCELLED) {
      progress.stepsInStage = 0;
    }
    return ended(minimum.termination());
  }

  private TrainingOutcome ended(Termination termination) {
    long step = progress.step();
    return switch (termination) {
      case GRADIENT_TOLERANCE, DECREASE_TOLERANCE ->
          new TrainingOutcome.Converged(step, termination);
      case MAX_ITERATIONS -> new TrainingOutcome.Completed(step);
      case LINE_SEARCH_FAILED -> new TrainingOutcome.Stalled(step, termination);
      case CANCELLED -> new TrainingOutcome.Cancelled(step);
      case START_NOT_FINITE -> new TrainingOutcome.Diverged(step, progress.current.value());
    };
  }

  private void accept() {
    ParameterVector parameters = objective.vector(progress.current.point());
    progress.accept(
        parameters.flat(), plan.earlyStopping().map(EarlyStopping::minDelta).orElse(0.0));
    report();
    if (plan.checkpoints().map(p -> progress.step() % p.every() == 0).orElse(false)) {
      store();
    }
  }

  private void report() {
    listener.onStep(
        new TrainingStep(
            progress.step(),
            plan.steps(),
            progress.current.value(),
            Vectors.norm(progress.current.gradient()),
            objective.vector(progress.current.point())));
  }

  private void store() {
    checkpoint.ifPresent(
        file -> {
          try {
            file.write(progress);
          } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
          }
        });
  }
}
