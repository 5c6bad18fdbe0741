package dev.odeon.gpu.driver;

import java.util.List;
import java.util.Map;

/// A driver made of numbers: devices as given, and calls that return forged codes.
record FakeDriver(int version, List<CudaDevice> devices, Map<String, Integer> codes)
    implements CudaDriver {

  /// Handles differ from ordinals, so that mixing them up shows.
  private static final int HANDLE_OFFSET = 40;

  static FakeDriver with(int version, CudaDevice... devices) {
    return new FakeDriver(version, List.of(devices), Map.of());
  }

  FakeDriver returning(String call, int code) {
    return new FakeDriver(version, devices, Map.of(call, code));
  }

  @Override
  public void init() throws DriverException {
    check("cuInit");
  }

  @Override
  public int driverVersion() throws DriverException {
    check("cuDriverGetVersion");
    return version;
  }

  @Override
  public int deviceCount() throws DriverException {
    check("cuDeviceGetCount");
    return devices.size();
  }

  @Override
  public int device(int ordinal) throws DriverException {
    check("cuDeviceGet");
    return ordinal + HANDLE_OFFSET;
  }

  @Override
  public String deviceName(int device) throws DriverException {
    check("cuDeviceGetName");
    return at(device).name();
  }

  @Override
  public int deviceAttribute(int attribute, int device) throws DriverException {
    check("cuDeviceGetAttribute");
    return switch (attribute) {
      case 75 -> at(device).capability().major();
      case 76 -> at(device).capability().minor();
      default -> throw DriverException.returned("cuDeviceGetAttribute", 1);
    };
  }

  @Override
  public long deviceMemory(int device) throws DriverException {
    check("cuDeviceTotalMem_v2");
    return at(device).memoryBytes();
  }

  private CudaDevice at(int device) {
    return devices.get(device - HANDLE_OFFSET);
  }

  private void check(String call) throws DriverException {
    int code = codes.getOrDefault(call, 0);
    if (code != 0) {
      throw DriverException.returned(call, code);
    }
  }
}
