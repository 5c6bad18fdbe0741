package dev.odeon.gpu.driver;

/// A GPU's context met an error that it does not survive; nothing computed since is to be trusted.
/// Work may go on from its last checkpoint on the CPU, or in a new process.
public final class DeadContextException extends CudaException {
  private static final long serialVersionUID = 1L;

  DeadContextException(CudaDevice device, DriverException cause) {
    super(
        device.name()
            + " (ordinal "
            + device.ordinal()
            + ") is lost to this process: "
            + cause.getMessage(),
        cause);
  }
}
