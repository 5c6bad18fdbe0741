package dev.odeon.gpu.driver;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceSource;
import java.util.function.Supplier;

/// The CUDA devices of this machine, as a service.
public final class CudaDeviceSource implements DeviceSource {
  private final Supplier<CudaDevices> devices;

  /// For `ServiceLoader`.
  public CudaDeviceSource() {
    this(CudaDevices::ofThisProcess);
  }

  CudaDeviceSource(Supplier<CudaDevices> devices) {
    this.devices = devices;
  }

  @Override
  public Availability find(Device.Cuda device) {
    try {
      CudaDevices all = devices.get();
      String description = all.device(device.ordinal()).describe();
      all.prove(device.ordinal());
      return new Availability.Usable(description);
    } catch (IllegalArgumentException | CudaException e) {
      return new Availability.Unusable(String.valueOf(e.getMessage()));
    }
  }
}
