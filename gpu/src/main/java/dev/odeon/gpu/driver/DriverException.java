package dev.odeon.gpu.driver;

import java.util.Optional;

/// The driver is missing, or one of its calls failed. The message is a sentence for people.
public final class DriverException extends Exception {
  private static final long serialVersionUID = 1L;
  private static final int NO_CODE = 0;
  private static final int MPS_CLIENT_TERMINATED = 808;

  private final int code;

  private DriverException(String message, int code) {
    super(message);
    this.code = code;
  }

  /// There is no driver to call.
  public static DriverException missing(String reason) {
    return new DriverException(reason, NO_CODE);
  }

  /// The function `call` of the driver returned `code`.
  public static DriverException returned(String call, int code) {
    return new DriverException(call + " returned " + CudaError.describe(code), code);
  }

  /// The function `call` of the driver returned `code` and wrote a log.
  public static DriverException returned(String call, int code, String log) {
    String text = log.strip();
    return text.isEmpty()
        ? returned(call, code)
        : new DriverException(call + " returned " + CudaError.describe(code) + ": " + text, code);
  }

  /// Whether the error leaves the context unusable. Codes without a name here that lie among those
  /// of failed kernels do, and that of a client that its server ended.
  public boolean isSticky() {
    boolean isNamed = CudaError.of(code).isPresent();
    return isNamed
        ? CudaError.of(code).orElseThrow().isSticky()
        : (code >= 700 && code < 800) || code == MPS_CLIENT_TERMINATED;
  }

  /// What the call returned, if it was a call and the code is known.
  public Optional<CudaError> error() {
    return code == NO_CODE ? Optional.empty() : CudaError.of(code);
  }
}
