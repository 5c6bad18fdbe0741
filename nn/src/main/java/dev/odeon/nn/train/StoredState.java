package dev.odeon.nn.train;

import dev.odeon.nn.graph.Shape;
import dev.odeon.nn.optim.OptimizerState;
import dev.odeon.nn.params.ModelFormatException;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsReader;
import dev.odeon.nn.params.StoredTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a checkpoint file holds: texts and vectors by name. Whatever is missing or of another form
/// is named, with the file, in a [ModelFormatException].
record StoredState(Path path, SafetensorsFile file) {
  private static final String MEMORY = "memory/";

  static StoredState read(Path path) throws IOException {
    return new StoredState(path, SafetensorsReader.read(path));
  }

  static StoredTensor vector(double[] values) {
    return StoredTensor.f64(Shape.of(values.length), values);
  }

  /// Adds what a minimiser remembers to what is to be written.
  static void put(
      OptimizerState memory, Map<String, String> texts, Map<String, StoredTensor> tensors) {
    texts.put("memoryStep", Long.toString(memory.step()));
    memory.vectors().forEach((name, v) -> tensors.put(MEMORY + name, vector(v)));
  }

  /// Checks that the run that wrote the file had these texts.
  void requireEqual(Map<String, String> identity) throws ModelFormatException {
    for (Map.Entry<String, String> entry : identity.entrySet()) {
      String found = text(entry.getKey());
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
  }

  String text(String name) throws ModelFormatException {
    String text = file.metadata().get(name);
    if (text == null) {
      throw new ModelFormatException(path + " is no checkpoint: it has no '" + name + "'");
    }
    return text;
  }

  int whole(String name) throws ModelFormatException {
    try {
      return Integer.parseInt(text(name));
    } catch (NumberFormatException e) {
      throw new ModelFormatException(path + " is no checkpoint: " + e.getMessage());
    }
  }

  private long count(String name) throws ModelFormatException {
    long count;
    try {
      count = Long.parseLong(text(name));
    } catch (NumberFormatException e) {
      throw new ModelFormatException(path + " is no checkpoint: " + e.getMessage());
    }
    if (count < 0) {
      throw new ModelFormatException(path + " has " + name + " " + count);
    }
    return count;
  }

  double number(String name) throws ModelFormatException {
    try {
      return Double.parseDouble(text(name));
    } catch (NumberFormatException e) {
      throw new ModelFormatException(path + " is no checkpoint: " + e.getMessage());
    }
  }

  /// A vector.
  ///
  /// @param size its length, negative for any
  double[] vector(String name, int size) throws ModelFormatException {
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

  /// What a minimiser remembered.
  ///
  /// @param size length of its vectors
  OptimizerState memory(int size) throws ModelFormatException {
    Map<String, double[]> vectors = new LinkedHashMap<>();
    for (String name : file.tensors().keySet()) {
      if (name.startsWith(MEMORY)) {
        vectors.put(name.substring(MEMORY.length()), vector(name, size));
      }
    }
    return new OptimizerState(count("memoryStep"), vectors);
  }
}
