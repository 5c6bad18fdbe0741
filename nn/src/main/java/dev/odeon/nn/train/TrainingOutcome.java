package dev.odeon.nn.train;

import dev.odeon.nn.optim.Termination;

/// How a run ended; the best parameters are kept in every case.
public sealed interface TrainingOutcome {
  /// One sentence on what happened.
  String message();

  /// One sentence on what to do.
  String remedy();

  /// All steps of the last stage were taken.
  record Completed(long step) implements TrainingOutcome {
    @Override
    public String message() {
      return "All steps were taken, " + step + " in all.";
    }

    @Override
    public String remedy() {
      return "Nothing to do; if the loss was still falling, allow more steps.";
    }
  }

  /// The last stage met a tolerance.
  record Converged(long step, Termination reason) implements TrainingOutcome {
    @Override
    public String message() {
      return "Converged at step " + step + ".";
    }

    @Override
    public String remedy() {
      return reason.remedy();
    }
  }

  /// The last stage ended because the loss had not fallen for its patience.
  record StoppedEarly(long step, int patience) implements TrainingOutcome {
    @Override
    public String message() {
      return "Stopped at step " + step + ": no progress for " + patience + " steps.";
    }

    @Override
    public String remedy() {
      return "Nothing to do; if the loss is too high, lower the rate or add an L-BFGS stage.";
    }
  }

  /// The last stage could not find a lower point.
  record Stalled(long step, Termination reason) implements TrainingOutcome {
    @Override
    public String message() {
      return "No lower point was found after step " + step + ".";
    }

    @Override
    public String remedy() {
      return reason.remedy();
    }
  }

  /// Loss or gradient is not finite, at lower rates too.
  ///
  /// @param step the step at which that happened, 0 for the start values
  /// @param loss the loss then
  record Diverged(long step, double loss) implements TrainingOutcome {
    @Override
    public String message() {
      return "At step "
          + step
          + " the loss or its gradient was not finite: the loss was "
          + loss
          + ".";
    }

    @Override
    public String remedy() {
      return step == 0
          ? "Choose start values at which the loss can be evaluated."
          : "Lower the rate, or clip the gradient.";
    }
  }

  /// Cancellation was asked for.
  record Cancelled(long step) implements TrainingOutcome {
    @Override
    public String message() {
      return "Cancelled after step " + step + ".";
    }

    @Override
    public String remedy() {
      return "Resume from the checkpoint to continue.";
    }
  }
}
