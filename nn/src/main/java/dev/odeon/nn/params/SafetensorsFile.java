package dev.odeon.nn.params;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// The content of a safetensors file.
///
/// @param metadata free text by name, in order; names that begin with `odeon.` are Odeon's own
/// @param tensors by name, in order
public record SafetensorsFile(Map<String, String> metadata, Map<String, StoredTensor> tensors) {
  /// The version of the conventions that Odeon adds to the format, under [#FORMAT_KEY].
  static final String FORMAT_VERSION = "1";

  static final String FORMAT_KEY = "odeon.format";
  static final String CHECKSUM_KEY = "odeon.crc32c";
  static final String METADATA = "__metadata__";

  public SafetensorsFile {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }
}
