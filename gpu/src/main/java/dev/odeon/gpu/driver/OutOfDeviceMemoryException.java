package dev.odeon.gpu.driver;

/// The device has not so much free memory; a smaller batch may do.
public final class OutOfDeviceMemoryException extends CudaException {
  private static final long serialVersionUID = 1L;

  OutOfDeviceMemoryException(DriverException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }
}
