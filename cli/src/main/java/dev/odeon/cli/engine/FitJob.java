package dev.odeon.cli.engine;

import dev.odeon.cli.data.TimeSeries;
import dev.odeon.cli.fault.ExitCode;
import dev.odeon.cli.fitfile.FitFile;
import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.cli.job.FitRequest;
import dev.odeon.cli.job.Fitting;
import dev.odeon.cli.model.Model;
import dev.odeon.cli.output.Ending;
import dev.odeon.cli.output.FitReport;
import dev.odeon.cli.output.OutputException;
import dev.odeon.nn.params.ParameterFiles;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.train.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/// Fits the model of a fit file to its data: the best parameters go to `model.safetensors`,
/// pictures beside it.
public final class FitJob implements Fitting {
  @Override
  public FitReport fit(FitRequest request) {
    long began = System.nanoTime();
    LibraryLog.quieten();
    FitFile file = request.file();
    request.output().requireFiles(List.of("model.safetensors", "checkpoint.safetensors"));
    request.output().requireFiles(FitPictures.FILES);
    Model model = new Model(file);
    if (model.spec().size() == 0) {
      throw new FitFileException(
          file.path().getFileName()
              + ": there is nothing to fit: no parameter, no network, no initial value to be fitted");
    }
    double[] times = request.data().distinctTimes();
    int heldOut = file.holdout().points(times.length);
    TimeSeries seen = request.data().firstTimes(times.length - heldOut);
    FitProblem problem = new FitProblem(model, seen);
    Training.Run best = new Training(request, model, problem).best();
    double seconds = (System.nanoTime() - began) * 1e-9;

    ParameterVector free = best.result().parameters();
    save(request, model.bounded(free), best.result().bestLoss());
    new FitPictures(model, free, request.data(), heldOut)
        .write(request.output(), best.result().lossHistory(), best.history().begins());
    return report(request, model, problem, best, heldOut, seconds);
  }

  private static void save(FitRequest request, ParameterVector bounded, double loss) {
    Path path = request.output().path().resolve("model.safetensors");
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put("fit.file", String.valueOf(request.file().path().getFileName()));
    metadata.put("fit.loss", Double.toString(loss));
    try {
      ParameterFiles.save(path, bounded, metadata);
    } catch (IOException failure) {
      throw OutputException.writeFailed(path.toString(), failure);
    }
  }

  private static FitReport report(
      FitRequest request,
      Model model,
      FitProblem problem,
      Training.Run best,
      int heldOut,
      double seconds) {
    FitFile file = request.file();
    TimeSeries data = request.data();
    double[] times = data.distinctTimes();
    int seen = times.length - heldOut;
    ParameterVector free = best.result().parameters();
    List<String> names = new ArrayList<>(new LinkedHashSet<>(data.names()));
    names.addAll(model.states().stream().filter(name -> !data.names().contains(name)).toList());
    Prediction prediction = Prediction.of(model, free, names, times);
    Residuum all = new Residuum();
    Residuum held = new Residuum();
    Map<String, Double> rmse = new LinkedHashMap<>();
    for (String name : data.names()) {
      Residuum own = new Residuum();
      own.add(file.loss().on(), data, prediction.series(), name, 0, seen);
      all.add(file.loss().on(), data, prediction.series(), name, 0, seen);
      held.add(file.loss().on(), data, prediction.series(), name, seen, times.length);
      rmse.put(name, own.rootMeanSquare());
    }
    Map<String, Double> states = new LinkedHashMap<>();
    for (String state : model.states()) {
      boolean known = prediction.series().rows() > 0;
      states.put(state, known ? prediction.series().value(state, 0) : Double.NaN);
    }
    return new FitReport(
        ending(request, best.result().outcome(), new Failure(problem, model.states())),
        best.result().bestLoss(),
        rmse,
        all.rootMeanSquare(),
        held.count() == 0 ? OptionalDouble.empty() : OptionalDouble.of(held.rootMeanSquare()),
        model.parameterValues(model.bounded(free)),
        states,
        best.result().steps(),
        seconds,
        problem.solves(),
        problem.evaluations(),
        request.output().path(),
        data,
        prediction.series());
  }

  private static Ending ending(FitRequest request, TrainingOutcome outcome, Failure failure) {
    if (request.cancellation().isRequested()) {
      return Ending.interrupted(
          "interrupted; the best values so far are kept, --resume goes on from the checkpoint");
    }
    return switch (outcome) {
      case TrainingOutcome.Completed _ -> Ending.DONE;
      case TrainingOutcome.Converged _ -> new Ending("converged", "", ExitCode.DONE);
      case TrainingOutcome.StoppedEarly _ -> new Ending("stopped_early", "", ExitCode.DONE);
      case TrainingOutcome.Stalled _ -> new Ending("stalled", "", ExitCode.DONE);
      case TrainingOutcome.Diverged diverged ->
          Ending.gaveUp(
              "diverged", diverged.step() == 0 ? failure.atStart() : failure.at(diverged));
      case TrainingOutcome.Cancelled _ -> throw new IllegalStateException("nobody cancelled");
    };
  }

  /// Sentences about a loss that cannot be evaluated.
  private record Failure(FitProblem problem, List<String> states) {
    String atStart() {
      return "the loss cannot be evaluated at the start values: "
          + solver(GivingUp::sentence)
          + "; choose other start values";
    }

    String at(TrainingOutcome.Diverged diverged) {
      return "the fit diverged at step "
          + diverged.step()
          + ", at lower rates too: "
          + solver(giving -> "the solver gave up: " + giving.reason())
          + "; the best values so far are kept, lower the rate in 'optimize'";
    }

    private String solver(Function<GivingUp, String> say) {
      return problem
          .lastFailure()
          .map(outcome -> say.apply(new GivingUp(outcome, states)))
          .orElse("the loss or its gradient is NaN or infinite");
    }
  }
}
