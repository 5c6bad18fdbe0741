package dev.odeon.gpu.driver;

/// The driver is missing, or one of its calls failed. The message is a sentence for people.
final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;

  private DriverException(String message) {
    super(message);
  }

  /// There is no driver to call.
  static DriverException missing(String reason) {
    return new DriverException(reason);
  }

  /// The function `call` of the driver returned `code`.
  static DriverException returned(String call, int code) {
    return new DriverException(call + " returned " + CudaError.describe(code));
  }
}
