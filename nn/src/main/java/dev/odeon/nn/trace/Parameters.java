package dev.odeon.nn.trace;

import java.util.LinkedHashMap;
import java.util.Map;

/// Named parameters inside a trace, seen from one place of the parameter tree.
///
/// Names are paths with segments separated by `.`, such as `interaction.0.weight`.
public final class Parameters {
  private final Map<String, Tensor> all;
  private final String prefix;

  private Parameters(Map<String, Tensor> all, String prefix) {
    this.all = all;
    this.prefix = prefix;
  }

  /// Parameters by full path.
  public static Parameters of(Map<String, Tensor> byPath) {
    return new Parameters(new LinkedHashMap<>(byPath), "");
  }

  /// No parameters.
  public static Parameters none() {
    return of(Map.of());
  }

  /// The parameter `name`, relative to this place.
  ///
  /// @throws IllegalArgumentException if there is none
  public Tensor get(String name) {
    Tensor found = all.get(prefix + name);
    if (found == null) {
      throw new IllegalArgumentException(
          "parameter '" + prefix + name + "' is none of " + all.keySet());
    }
    return found;
  }

  /// The same parameters seen from `segment`.
  public Parameters at(String segment) {
    return new Parameters(all, prefix + segment + ".");
  }
}
