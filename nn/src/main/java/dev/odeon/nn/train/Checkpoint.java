package dev.odeon.nn.train;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.optim.Iterate;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsReader;
import dev.odeon.nn.params.SafetensorsWriter;
import dev.odeon.nn.params.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// [Progress] in a safetensors file, tied to the model and plan it belongs to.
final class Checkpoint {
  private static final String MEMORY = "memory/";

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
    tensors.put("point", vector(progress.current.point()));
    tensors.put("gradient", vector(progress.current.gradient()));
    tensors.put("best", vector(progress.best));
    tensors.put("losses", vector(progress.losses()));
    progress.memory.vectors().forEach((name, v) -> tensors.put(MEMORY + name, vector(v)));
    Map<String, String> texts = identity(progress.stage);
    texts.put("stage", Integer.toString(progress.stage));
    texts.put("begun", Boolean.toString(progress.begun));
    texts.put("stepsInStage", Integer.toString(progress.stepsInStage));
    texts.put("halvings", Integer.toString(progress.halvings));
    texts.put("stale", Integer.toString(progress.stale));
    texts.put("memoryStep", Long.toString(progress.memory.step()));
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
    SafetensorsFile file = SafetensorsReader.read(path);
    try {
      return progress(file, freeSize);
    } catch (NumberFormatException e) {
      throw new ModelFormatException(path + " is no checkpoint: " + e.getMessage());
    }
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

  private Progress progress(SafetensorsFile file, int freeSize) throws ModelFormatException {
    int stage = Integer.parseInt(text(file, "stage"));
    if (stage < 0 || stage >= plan.stages().size()) {
      throw new ModelFormatException(
          path + " is in stage " + stage + ", the plan has " + plan.stages().size());
    }
    for (Map.Entry<String, String> entry : identity(stage).entrySet()) {
      String found = text(file, entry.getKey());
      if (!found.equals(entry.getValue())) {
        throw new ModelFormatException(
            path
                + " has "
                + entry.getKey()
                + " '"
                + found
                + "', this run has '"
                + entry.getValue()
                + "'");
      }
    }
    double loss = Double.parseDouble(text(file, "loss"));
    Iterate current =
        Iterate.of(tensor(file, "point", freeSize), loss, tensor(file, "gradient", freeSize));
    double[] best = tensor(file, "best", model.size());
    double[] losses = tensor(file, "losses", -1);
    double bestLoss = Double.parseDouble(text(file, "bestLoss"));
    Progress progress = new Progress(current, best, bestLoss, losses);
    progress.stage = stage;
    progress.begun = Boolean.parseBoolean(text(file, "begun"));
    progress.stepsInStage = Integer.parseInt(text(file, "stepsInStage"));
    progress.halvings = Integer.parseInt(text(file, "halvings"));
    progress.stale = Integer.parseInt(text(file, "stale"));
    progress.progressLoss = Double.parseDouble(text(file, "progressLoss"));
    progress.memory = memory(file, freeSize);
    return progress;
  }

  private OptimizerState memory(SafetensorsFile file, int freeSize) throws ModelFormatException {
    long step = Long.parseLong(text(file, "memoryStep"));
    Map<String, double[]> vectors = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      if (name.startsWith(MEMORY)) {
        vectors.put(name.substring(MEMORY.length()), tensor(file, name, freeSize));
      }
    }
    if (step < 0) {
      throw new ModelFormatException(path + " has memoryStep " + step);
    }
    return new OptimizerState(step, vectors);
  }

  private Map<String, String> identity(int stage) {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("parameters", model.spec().layout());
    identity.put("type", model.dtype().text());
    identity.put("frozen", String.join(" ", plan.frozen()));
    identity.put("minimiser", plan.stages().get(stage).kind());
    return identity;
  }

  private String text(SafetensorsFile file, String name) throws ModelFormatException {
    String text = file.metadata().get(name);
    if (text == null) {
      throw new ModelFormatException(path + " is no checkpoint: it has no '" + name + "'");
    }
    return text;
  }

  private double[] tensor(SafetensorsFile file, String name, int size) throws ModelFormatException {
    StoredTensor tensor = file.tensors().get(name);
    if (tensor == null) {
      throw new ModelFormatException(path + " is no checkpoint: it has no tensor '" + name + "'");
    }
    if (size >= 0 && !tensor.shape().dims().equals(List.of(size))) {
      throw new ModelFormatException(
          path + " has tensor '" + name + "' " + tensor + ", expected F64[" + size + "]");
    }
    return tensor.toDoubles();
  }

  private static StoredTensor vector(double[] values) {
    return StoredTensor.f64(Shape.of(values.length), values);
  }
}
