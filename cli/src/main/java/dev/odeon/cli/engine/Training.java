package dev.odeon.cli.engine;

import dev.odeon.cli.fault.CommandException;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.fitfile.LossKind;
import dev.odeon.cli.fitfile.Stage;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.job.Resume;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.output.OutputException;
import dev.odeon.nn.graph.DType;
import dev.odeon.nn.optim.Adam;
import dev.odeon.nn.optim.Lbfgs;
import dev.odeon.nn.optim.LevenbergMarquardt;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.train.CheckpointPolicy;
import dev.odeon.nn.train.FirstOrderStage;
import dev.odeon.nn.train.LbfgsStage;
import dev.odeon.nn.train.LeastSquaresStage;
import dev.odeon.nn.train.Trainer;
import dev.odeon.nn.train.TrainingPlan;
import dev.odeon.nn.train.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The starts of a fit, each through all stages, with a checkpoint of its own.
final class Training {
  private static final int CHECKPOINT_EVERY = 50;

  private final FitRequest request;
  private final Model model;
  private final FitProblem problem;

  Training(FitRequest request, Model model, FitProblem problem) {
    this.request = request;
    this.model = model;
    this.problem = problem;
  }

  /// A start and what became of it.
  record Run(TrainingResult result, LossHistory history) {}

  /// The best of all starts; after a cancellation the best so far.
  Run best() {
    Run best = run(0);
    for (int start = 1;
        start < request.file().starts() && !request.cancellation().isRequested();
        start++) {
      Run next = run(start);
      boolean better =
          next.result().bestLoss() < best.result().bestLoss()
              || !Double.isFinite(best.result().bestLoss());
      best = better ? next : best;
    }
    return best;
  }

  private Run run(int start) {
    Path checkpoint = request.output().path().resolve(checkpointName(start));
    String prefix = request.file().starts() == 1 ? "" : "start " + (start + 1) + " ";
    LossHistory history = new LossHistory(request.progress(), prefix);
    TrainingPlan plan =
        new TrainingPlan(
                stages(request.file()),
                List.of(),
                java.util.Optional.empty(),
                java.util.Optional.empty())
            .checkpointing(new CheckpointPolicy(checkpoint, CHECKPOINT_EVERY));
    Trainer trainer = new Trainer(plan, history, request.cancellation()::isRequested);
    return new Run(train(trainer, checkpoint, start), history);
  }

  private static String checkpointName(int start) {
    return start == 0 ? "checkpoint.safetensors" : "checkpoint-" + (start + 1) + ".safetensors";
  }

  private TrainingResult train(Trainer trainer, Path checkpoint, int start) {
    boolean resume = request.resume() == Resume.FROM_CHECKPOINT;
    if (resume && start == 0 && !Files.exists(checkpoint)) {
      throw new FitFileException(
          "--resume: there is no checkpoint '" + checkpoint + "'; run without --resume first");
    }
    try {
      return resume && Files.exists(checkpoint)
          ? trainer.resume(problem, model.start(start))
          : trainer.train(problem, model.start(start));
    } catch (ModelFormatException e) {
      throw new FitFileException("--resume: " + e.getMessage());
    } catch (IOException e) {
      throw OutputException.writeFailed(checkpoint.toString(), e);
    } catch (UncheckedIOException e) {
      throw OutputException.writeFailed(
          checkpoint.toString(), new IOException(String.valueOf(e.getMessage()), e));
    } catch (IllegalStateException e) {
      if (String.valueOf(e.getMessage()).contains(checkpoint.toString())) {
        throw new Busy(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  /// Another run has the checkpoint.
  private static final class Busy extends CommandException {
    private static final long serialVersionUID = 1L;

    Busy(String message) {
      super(ExitCode.CANNOT_CREATE, message);
    }
  }

  private List<dev.odeon.nn.train.Stage> stages(FitFile file) {
    List<dev.odeon.nn.train.Stage> stages = new ArrayList<>();
    for (Stage stage : file.optimize()) {
      stages.add(
          switch (stage) {
            case Stage.Adam adam -> new FirstOrderStage(new Adam(adam.rate()), adam.steps());
            case Stage.Lbfgs lbfgs -> new LbfgsStage(new Lbfgs(lbfgs.steps()));
            case Stage.LevenbergMarquardt squares -> leastSquares(file, squares);
          });
    }
    return stages;
  }

  private LeastSquaresStage leastSquares(FitFile file, Stage.LevenbergMarquardt squares) {
    if (file.loss().kind() != LossKind.MSE) {
      throw new FitFileException(
          file.path().getFileName()
              + ": optimize: levenberg_marquardt needs loss.kind mse, found "
              + file.loss().kind().name().toLowerCase(Locale.ROOT));
    }
    if (file.solver().precision() != DType.F64) {
      throw new FitFileException(
          file.path().getFileName()
              + ": optimize: levenberg_marquardt needs solver.precision f64, found "
              + file.solver().precision().text());
    }
    return new LeastSquaresStage(new LevenbergMarquardt(squares.steps()), problem.residuals());
  }
}
