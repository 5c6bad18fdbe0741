package dev.odeon.gpu.driver;

import dev.odeon.nn.backend.DeviceException;

/// A call of the driver failed while a program ran. The message is a sentence for people that says,
/// where it is known, what to do.
public sealed class CudaException extends DeviceException
    permits DeadContextException, OutOfDeviceMemoryException {
  private static final long serialVersionUID = 1L;

  CudaException(String message, DriverException cause) {
    super(message, cause);
  }
}
