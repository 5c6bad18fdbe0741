package dev.odeon.nn.params;

import java.io.IOException;
import java.io.Serial;

/// A model file or checkpoint is damaged, or not what was asked for. The message says in one
/// sentence what is wrong, where, and the value found.
public final class ModelFormatException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  /// The exception with this message.
  public ModelFormatException(String message) {
    super(message);
  }
}
