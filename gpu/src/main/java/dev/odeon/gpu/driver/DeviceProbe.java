package dev.odeon.gpu.driver;

import java.util.ArrayList;
import java.util.List;

/// Finds out whether CUDA can be used here.
///
/// It asks the NVIDIA driver itself and nothing else: no toolkit is needed, no other native library
/// is loaded. It never throws. The first call of a process may take a second or more, while the
/// driver starts.
public final class DeviceProbe {
  /// PTX 7.0, which Odeon emits, came with CUDA 11.0 (NVIDIA, *PTX ISA*, "Release Notes").
  private static final CudaVersion OLDEST_DRIVER = new CudaVersion(11, 0);

  /// Odeon emits code for `sm_70` and later.
  private static final ComputeCapability OLDEST_DEVICE = new ComputeCapability(7, 0);

  /// JCuda hands Java arrays to the driver by JNI critical sections; before this release the G1
  /// collector might move an array meanwhile.
  private static final Runtime.Version OLDEST_JAVA = Runtime.Version.parse("25.0.3");

  /// `CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR` and `_MINOR` of `cuda.h`.
  private static final int CAPABILITY_MAJOR = 75;

  private static final int CAPABILITY_MINOR = 76;

  private final DeviceQuery.Source source;
  private final Runtime.Version java;

  DeviceProbe(DeviceQuery.Source source, Runtime.Version java) {
    this.source = source;
    this.java = java;
  }

  /// Looks on this machine, for this Java.
  ///
  /// @return the devices, or one reason why there are none
  public static DeviceReport probe() {
    return new DeviceProbe(ForeignDriver::ofThisMachine, Runtime.version()).report();
  }

  DeviceReport report() {
    try {
      return ask(source.open());
    } catch (DriverException e) {
      return new DeviceReport.Unavailable(String.valueOf(e.getMessage()));
    } catch (RuntimeException | LinkageError e) {
      return new DeviceReport.Unavailable("looking for the NVIDIA driver failed with " + e);
    }
  }

  /// The reason furthest from the program comes first: a newer Java is no help without a GPU.
  private DeviceReport ask(DeviceQuery driver) throws DriverException {
    driver.init();
    CudaVersion version = CudaVersion.decode(driver.driverVersion());
    if (version.compareTo(OLDEST_DRIVER) < 0) {
      return new DeviceReport.Unavailable(
          "the NVIDIA driver supports CUDA %s, Odeon needs %s; install a newer driver"
              .formatted(version, OLDEST_DRIVER));
    }
    List<CudaDevice> devices = devices(driver);
    if (devices.isEmpty()) {
      return new DeviceReport.Unavailable("the NVIDIA driver is installed, but sees no GPU");
    }
    List<CudaDevice> usable =
        devices.stream().filter(d -> d.capability().compareTo(OLDEST_DEVICE) >= 0).toList();
    if (usable.isEmpty()) {
      return new DeviceReport.Unavailable(
          "%s is too old, Odeon needs compute capability %s"
              .formatted(devices.getFirst().describe(), OLDEST_DEVICE));
    }
    if (java.compareToIgnoreOptional(OLDEST_JAVA) < 0) {
      return new DeviceReport.Unavailable(
          "Java %s may move arrays while the GPU reads them, Odeon needs Java %s or newer"
              .formatted(java, OLDEST_JAVA));
    }
    return new DeviceReport.Available(version, usable);
  }

  private static List<CudaDevice> devices(DeviceQuery driver) throws DriverException {
    int count = driver.deviceCount();
    List<CudaDevice> devices = new ArrayList<>();
    DriverException failure = null;
    for (int ordinal = 0; ordinal < count; ordinal++) {
      try {
        devices.add(device(driver, ordinal));
      } catch (DriverException e) {
        failure = e;
      }
    }
    if (devices.isEmpty() && failure != null) {
      throw failure;
    }
    return devices;
  }

  private static CudaDevice device(DeviceQuery driver, int ordinal) throws DriverException {
    int device = driver.device(ordinal);
    ComputeCapability capability =
        new ComputeCapability(
            driver.deviceAttribute(CAPABILITY_MAJOR, device),
            driver.deviceAttribute(CAPABILITY_MINOR, device));
    return new CudaDevice(
        ordinal, driver.deviceName(device), capability, driver.deviceMemory(device));
  }
}
