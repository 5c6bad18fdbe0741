package dev.odeon.nn.backend;

/// A device that was there failed while it computed: it ran out of memory, or broke. The message is
/// a sentence for people. Nothing of what it computed is to be used; the processor gives the same
/// numbers.
public abstract class DeviceException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /// @param message one sentence, with what to do where that is known
  /// @param cause what the device's driver said
  protected DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
