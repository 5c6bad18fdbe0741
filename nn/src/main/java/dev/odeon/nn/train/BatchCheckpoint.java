package dev.odeon.nn.train;

import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.ParameterVector;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsWriter;
import dev.odeon.nn.params.StoredTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// [BatchProgress] in a safetensors file, tied to the trainer, the seed and the model it belongs
/// to.
final class BatchCheckpoint {
  private final Path path;
  private final BatchTrainer trainer;
  private final ParameterVector model;
  private final long seed;

  BatchCheckpoint(Path path, BatchTrainer trainer, ParameterVector model, long seed) {
    this.path = path;
    this.trainer = trainer;
    this.model = model;
    this.seed = seed;
  }

  /// @throws UncheckedIOException if it cannot be written
  void write(BatchProgress progress) {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    tensors.put("start", StoredState.vector(progress.start));
    tensors.put("parameters", StoredState.vector(progress.parameters.flat()));
    tensors.put("losses", StoredState.vector(progress.losses()));
    Map<String, String> texts = identity();
    texts.put("halvings", Integer.toString(progress.halvings));
    StoredState.put(progress.memory, texts, tensors);
    try {
      SafetensorsWriter.write(path, new SafetensorsFile(texts, tensors));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /// Reads the state back.
  ///
  /// @throws ModelFormatException if the file is damaged or of another run; the message tells both
  BatchProgress read() throws IOException {
    StoredState stored = StoredState.read(path);
    stored.requireEqual(identity());
    double[] losses = stored.vector("losses", -1);
    if (losses.length > trainer.steps()) {
      throw new ModelFormatException(
          path + " has " + losses.length + " losses of a run of " + trainer.steps() + " steps");
    }
    double[] parameters = stored.vector("parameters", model.size());
    BatchProgress progress =
        new BatchProgress(
            stored.vector("start", model.size()),
            ParameterVector.of(model.spec(), model.dtype(), parameters),
            stored.memory(model.size()),
            Arrays.copyOf(losses, trainer.steps()));
    progress.step = losses.length;
    progress.halvings = stored.whole("halvings");
    int most = Math.min(BatchTrainer.MAX_HALVINGS + 1, losses.length);
    if (progress.halvings < 0 || progress.halvings > most) {
      throw new ModelFormatException(
          path + " has " + progress.halvings + " halvings after " + losses.length + " steps");
    }
    return progress;
  }

  /// Checks that the first batch of this run has the loss that it had then.
  void checkFirst(double stored, double found) throws ModelFormatException {
    if (Double.compare(stored, found) != 0) {
      throw new ModelFormatException(
          path
              + " has loss "
              + stored
              + " of its first batch, this run has "
              + found
              + ": data, model, loss or solver have changed since, or the objective was used before");
    }
  }

  private Map<String, String> identity() {
    Map<String, String> identity = new LinkedHashMap<>();
    identity.put("kind", "batches");
    identity.put("parameters", model.spec().layout());
    identity.put("type", model.dtype().text());
    identity.put("minimiser", new FirstOrderStage(trainer.optimizer(), trainer.steps()).kind());
    identity.put("steps", Integer.toString(trainer.steps()));
    identity.put("seed", Long.toString(seed));
    return identity;
  }
}
