package dev.odeon.gpu.driver;

/// The device has not so much free memory; a smaller batch may do.
public final class OutOfDeviceMemoryException extends CudaException {
  private static final long serialVersionUID = 1L;

  OutOfDeviceMemoryException(DriverException cause) {
    super(String.valueOf(cause.getMessage()), cause);
  }

  /// There is no room for a copy of `bytes` bytes of the device's memory in one array of numbers.
  public static OutOfDeviceMemoryException ofArray(long bytes) {
    return new OutOfDeviceMemoryException(
        DriverException.missing("a result of " + bytes + " bytes is too long for one array"));
  }
}
