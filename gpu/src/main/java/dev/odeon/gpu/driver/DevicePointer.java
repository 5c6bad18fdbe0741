package dev.odeon.gpu.driver;

import jcuda.driver.CUdeviceptr;

/// A pointer of JCuda that is an address of device memory.
final class DevicePointer extends CUdeviceptr {
  /// Address 0, for the driver to write to.
  DevicePointer() {}

  /// JCuda adds an offset to the address that it got from the driver, here 0.
  DevicePointer(long address) {
    super(new CUdeviceptr(), address);
  }

  long address() {
    return getNativePointer();
  }
}
