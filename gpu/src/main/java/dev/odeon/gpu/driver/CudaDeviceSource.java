package dev.odeon.gpu.driver;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceSource;
import java.util.function.Supplier;

/// The CUDA devices of this machine, as a service.
public final class CudaDeviceSource implements DeviceSource {
  /// `CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT`.
  private static final int PROCESSORS = 16;

  /// `CU_DEVICE_ATTRIBUTE_MAX_THREADS_PER_MULTIPROCESSOR`.
  private static final int THREADS = 39;

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

  @Override
  public int lanesAtOnce(Device.Cuda device) {
    CudaContext context = devices.get().context(device.ordinal());
    return context.attribute(PROCESSORS) * context.attribute(THREADS);
  }
}
