package dev.odeon.nn.params;

import dev.odeon.nn.graph.DType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Saves and loads [ParameterVector]s as safetensors files, one tensor a path.
public final class ParameterFiles {
  private static final int MAX_LISTED = 5;

  private ParameterFiles() {}

  /// Saves `parameters`, replacing the file as a whole or not at all.
  ///
  /// @param metadata texts to store beside them; names do not begin with `odeon.`
  /// @throws IOException if the file cannot be written; what it held is then intact
  public static void save(Path path, ParameterVector parameters, Map<String, String> metadata)
      throws IOException {
    Map<String, StoredTensor> tensors = new LinkedHashMap<>();
    parameters
        .toMap()
        .forEach(
            (name, view) ->
                tensors.put(
                    name,
                    parameters.dtype() == DType.F32
                        ? StoredTensor.f32(view.shape(), view.toArray())
                        : StoredTensor.f64(view.shape(), view.toArray())));
    SafetensorsWriter.write(path, new SafetensorsFile(metadata, tensors));
  }

  /// Loads `f64` parameters; see [#load(Path, ParameterSpec, DType)].
  public static StoredParameters load(Path path, ParameterSpec spec) throws IOException {
    return load(path, spec, DType.F64);
  }

  /// Loads parameters laid out as `spec`.
  ///
  /// @throws ModelFormatException if the file is damaged, or names, shapes or types of its tensors
  ///   are not those of `spec` and `dtype`; the message lists the first differences. Nothing is
  ///   loaded then.
  /// @throws IOException if it cannot be read
  public static StoredParameters load(Path path, ParameterSpec spec, DType dtype)
      throws IOException {
    ParameterVector vector = new ParameterVector(spec, dtype, new double[spec.size()]);
    SafetensorsFile file = SafetensorsReader.read(path);
    List<String> differences = differences(file, spec, dtype);
    if (!differences.isEmpty()) {
      int listed = Math.min(MAX_LISTED, differences.size());
      throw new ModelFormatException(
          path
              + " does not fit the model: "
              + String.join("; ", differences.subList(0, listed))
              + (listed < differences.size()
                  ? "; and " + (differences.size() - listed) + " more differences"
                  : ""));
    }
    file.tensors().forEach((name, tensor) -> vector.view(name).copyFrom(tensor.toDoubles()));
    return new StoredParameters(vector, file.metadata());
  }

  private static List<String> differences(SafetensorsFile file, ParameterSpec spec, DType dtype) {
    StoredType type = dtype == DType.F32 ? StoredType.F32 : StoredType.F64;
    List<String> differences = new ArrayList<>();
    for (ParameterSpec.Entry entry : spec.entries()) {
      StoredTensor found = file.tensors().get(entry.path());
      String expected = type + "[" + entry.shape() + "]";
      if (found == null) {
        differences.add("'" + entry.path() + "' " + expected + " is missing");
      } else if (!found.toString().equals(expected)) {
        differences.add(
            "'" + entry.path() + "' is " + found + " in the file, " + expected + " in the model");
      }
    }
    file.tensors()
        .forEach(
            (name, tensor) -> {
              if (!spec.contains(name)) {
                differences.add("'" + name + "' " + tensor + " is not in the model");
              }
            });
    return differences;
  }
}
