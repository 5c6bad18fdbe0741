package dev.odeon.nn.params;

import java.util.Map;

/// Parameters read from a file, with the texts stored beside them.
///
/// @param parameters the values
/// @param metadata texts by name
public record StoredParameters(ParameterVector parameters, Map<String, String> metadata) {
  public StoredParameters {
    metadata = Map.copyOf(metadata);
  }
}
