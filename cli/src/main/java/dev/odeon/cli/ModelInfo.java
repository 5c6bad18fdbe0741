package dev.odeon.cli;

import dev.odeon.cli.fitfile.FitFileException;
import dev.odeon.nn.params.SafetensorsFile;
import dev.odeon.nn.params.SafetensorsReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `odeon info MODEL.safetensors`: names, types and shapes of a model's tensors; single numbers
/// with their value.
final class ModelInfo implements InfoSource {
  @Override
  public Optional<Map<String, String>> about(String subject, List<String> overrides) {
    if (!subject.endsWith(".safetensors")) {
      return Optional.empty();
    }
    SafetensorsFile file;
    try {
      file = SafetensorsReader.read(Path.of(subject));
    } catch (NoSuchFileException missing) {
      throw new FitFileException("cannot read '" + subject + "': there is no such file");
    } catch (IOException failure) {
      throw new FitFileException("cannot read '" + subject + "': " + failure.getMessage());
    }
    Map<String, String> lines = new LinkedHashMap<>();
    lines.put("model", subject);
    file.metadata().forEach(lines::put);
    file.tensors()
        .forEach(
            (name, tensor) -> {
              String value = tensor.shape().size() == 1 ? " = " + tensor.toDoubles()[0] : "";
              lines.put("tensor " + name, tensor.type() + "[" + tensor.shape() + "]" + value);
            });
    return Optional.of(lines);
  }
}
