package dev.odeon.gpu.driver;

import java.util.List;
import java.util.stream.Collectors;

/// Whether CUDA can be used here.
public sealed interface DeviceReport {
  /// One sentence for people.
  String sentence();

  /// CUDA can be used.
  ///
  /// @param driver the newest CUDA that the driver supports
  /// @param devices at least one, by ordinal; devices too old for Odeon are not among them
  record Available(CudaVersion driver, List<CudaDevice> devices) implements DeviceReport {
    /// Checks that there is a device, and copies the list.
    public Available {
      devices = List.copyOf(devices);
      if (devices.isEmpty()) {
        throw new IllegalArgumentException("devices is empty: without one CUDA is unavailable");
      }
    }

    @Override
    public String sentence() {
      return devices.stream()
          .map(CudaDevice::describe)
          .collect(Collectors.joining("; ", "CUDA " + driver + " is available on ", ""));
    }
  }

  /// CUDA cannot be used.
  ///
  /// @param reason one sentence: what is missing, and where it is known what to do about it
  record Unavailable(String reason) implements DeviceReport {
    @Override
    public String sentence() {
      return "CUDA is not available: " + reason;
    }
  }
}
