package dev.odeon.nn.train;

import dev.odeon.nn.optim.Iterate;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsWriter;
import dev.odeon.nn.params.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// [Progress] in a safetensors file, tied to the model and plan it belongs to.
final class Checkpoint {
  private final Path path;
  private final TrainingPlan plan;
  private final ParameterVector model;

  /// The checkpoint at `path` of runs of `plan` on parameters laid out as `model`.
  Checkpoint(Path path, TrainingPlan plan, ParameterVector model) {
    this.path = path;
    this.plan = plan;
    this.model = model;
  }

  void write(Progress progress) throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    tensors.put("point", StoredState.vector(progress.current.point()));
    tensors.put("gradient", StoredState.vector(progress.current.gradient()));
    tensors.put("best", StoredState.vector(progress.best));
    tensors.put("losses", StoredState.vector(progress.losses()));
    Map<String, String> texts = identity(progress.stage);
    StoredState.put(progress.memory, texts, tensors);
    texts.put("stage", Integer.toString(progress.stage));
    texts.put("begun", Boolean.toString(progress.begun));
    texts.put("stepsInStage", Integer.toString(progress.stepsInStage));
    texts.put("halvings", Integer.toString(progress.halvings));
    texts.put("stale", Integer.toString(progress.stale));
    texts.put("loss", Double.toString(progress.current.value()));
    texts.put("bestLoss", Double.toString(progress.bestLoss));
    texts.put("progressLoss", Double.toString(progress.progressLoss));
    SafetensorsWriter.write(path, new SafetensorsFile(texts, tensors));
  }

  /// Reads the state back.
  ///
  /// @param freeSize number of parameters that are not frozen
  /// @throws ModelFormatException if the file is damaged or of another model or plan; the message
  ///   tells both
  Progress read(int freeSize) throws IOException {
    StoredState stored = StoredState.read(path);
    int stage = stored.whole("stage");
    if (stage < 0 || stage >= plan.stages().size()) {
      throw new ModelFormatException(
          path + " is in stage " + stage + ", the plan has " + plan.stages().size());
    }
    stored.requireEqual(identity(stage));
    Iterate current =
        Iterate.of(
            stored.vector("point", freeSize),
            stored.number("loss"),
            stored.vector("gradient", freeSize));
    double[] best = stored.vector("best", model.size());
    double[] losses = stored.vector("losses", -1);
    Progress progress = new Progress(current, best, stored.number("bestLoss"), losses);
    progress.stage = stage;
    progress.begun = Boolean.parseBoolean(stored.text("begun"));
    progress.stepsInStage = stored.whole("stepsInStage");
    progress.halvings = stored.whole("halvings");
    progress.stale = stored.whole("stale");
    progress.progressLoss = stored.number("progressLoss");
    progress.memory = stored.memory(freeSize);
    return progress;
  }

  /// Checks that the objective is the one whose progress is stored: equal inputs give equal bits.
  ///
  /// @throws ModelFormatException telling both losses if not
  void checkLoss(double stored, double found) throws ModelFormatException {
    if (Double.compare(stored, found) != 0) {
      throw new ModelFormatException(
          path
              + " has loss "
              + stored
              + " at its best parameters, this run has "
              + found
              + ": data, equations, loss or solver have changed since");
    }
  }

  private Map<String, String> identity(int stage) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("parameters", model.spec().layout());
    identity.put("type", model.dtype().text());
    identity.put("frozen", String.join(" ", plan.frozen()));
    identity.put("minimiser", plan.stages().get(stage).kind());
    return identity;
  }
}
