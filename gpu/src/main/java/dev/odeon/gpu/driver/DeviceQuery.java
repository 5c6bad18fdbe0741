package dev.odeon.gpu.driver;

/// The calls of the CUDA driver API that looking for devices takes, each under its own name. A call
/// that returns anything but `CUDA_SUCCESS` throws.
public interface DeviceQuery {
  /// `cuInit(0)`.
  void init() throws DriverException;

  /// `cuDriverGetVersion`: 1000 major + 10 minor of the newest CUDA that the driver supports.
  int driverVersion() throws DriverException;

  /// `cuDeviceGetCount`.
  int deviceCount() throws DriverException;

  /// `cuDeviceGet`: the handle of a device.
  int device(int ordinal) throws DriverException;

  /// `cuDeviceGetName`.
  String deviceName(int device) throws DriverException;

  /// `cuDeviceGetAttribute`.
  int deviceAttribute(int attribute, int device) throws DriverException;

  /// `cuDeviceTotalMem_v2`, in bytes.
  long deviceMemory(int device) throws DriverException;

  /// A way to a driver.
  @FunctionalInterface
  interface Source {
    /// Loads the driver.
    DeviceQuery open() throws DriverException;
  }
}
