package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.odeon.nn.backend.Device;
import dev.odeon.nn.backend.DeviceSource;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class CudaDevicesTest {
  private static final CudaDevice DEVICE = FakeDriver.h100(1000);
  private static final DeviceReport ONE =
      new DeviceReport.Available(new CudaVersion(12, 6), List.of(DEVICE));

  @Test
  void aDeviceHasOneContext() {
    FakeDriver driver = FakeDriver.withMemory(1000);
    CudaDevices devices = new CudaDevices(ONE, () -> driver);
    assertEquals(0, driver.open("context"), "nothing is opened unasked");
    assertSame(devices.context(0), devices.context(0));
    assertEquals(1, driver.open("context"));
  }

  @Test
  void aDeviceThatDiedIsNeverUsedAgain() {
    FakeDriver driver = FakeDriver.withMemory(1000);
    CudaDevices devices = new CudaDevices(ONE, () -> driver);
    CudaContext context = devices.context(0);
    driver.returning("cuMemGetInfo_v2", 719);
    assertThrows(DeadContextException.class, context::memory);
    driver.returning("cuMemGetInfo_v2", 0);
    context.close();
    assertSame(context, devices.context(0));
    assertFalse(devices.context(0).isAlive());
    var e = assertThrows(DeadContextException.class, () -> devices.context(0).memory());
    assertEquals(
        "NVIDIA H100 (ordinal 0) is lost to this process: cuMemGetInfo_v2 returned error 719,"
            + " CUDA_ERROR_LAUNCH_FAILED (a kernel failed; start a new process, and look for Xid"
            + " lines in the kernel log)",
        e.getMessage());
  }

  @Test
  void whatIsNotThereIsNamed() {
    CudaDevices devices = new CudaDevices(ONE, () -> FakeDriver.withMemory(1000));
    var e = assertThrows(IllegalArgumentException.class, () -> devices.context(1));
    assertEquals(
        "there is no CUDA device 1; CUDA 12.6 is available on NVIDIA H100 (compute capability 9.0,"
            + " 0.0 GiB)",
        e.getMessage());
    CudaDevices none =
        new CudaDevices(
            new DeviceReport.Unavailable("no driver"), () -> FakeDriver.withMemory(1000));
    var reason = assertThrows(IllegalArgumentException.class, () -> none.context(0));
    assertEquals("CUDA is not available: no driver", reason.getMessage());
  }

  @Test
  void aDriverThatCannotBeOpenedIsAskedAgain() {
    boolean[] works = new boolean[1];
    CudaDevices devices =
        new CudaDevices(
            ONE,
            () -> {
              if (!works[0]) {
                throw DriverException.missing("the library cannot be loaded");
              }
              return FakeDriver.withMemory(1000);
            });
    var e = assertThrows(CudaException.class, () -> devices.context(0));
    assertEquals("the library cannot be loaded", e.getMessage());
    works[0] = true;
    assertEquals(1000, devices.context(0).memory().freeBytes());
  }

  @Test
  void theyAreAServiceOfTheModuleBelow() {
    FakeDriver driver = FakeDriver.withMemory(1000);
    CudaDevices one = new CudaDevices(ONE, () -> driver);
    CudaDeviceSource source = new CudaDeviceSource(() -> one);
    assertEquals(
        new DeviceSource.Availability.Usable("NVIDIA H100 (compute capability 9.0, 0.0 GiB)"),
        source.find(new Device.Cuda(0)));
    assertEquals(
        new DeviceSource.Availability.Unusable("there is no CUDA device 5; " + ONE.sentence()),
        source.find(new Device.Cuda(5)));
    assertEquals(
        132 * 2048, source.lanesAtOnce(new Device.Cuda(0)), "processors and their threads");
    String proof = String.join(" ", driver.calls());
    assertTrue(proof.contains("cuModuleLoadDataEx"), "looking loads some code: " + proof);
    FakeDriver taken = FakeDriver.withMemory(1000).returning("cuDevicePrimaryCtxRetain", 46);
    refuses(taken, "CUDA_ERROR_DEVICE_UNAVAILABLE");
    FakeDriver old = FakeDriver.withMemory(1000).returning("cuModuleLoadDataEx", 222);
    refuses(old, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION");
    CudaDevices unloadable =
        new CudaDevices(
            ONE,
            () -> {
              throw DriverException.missing("the library cannot be loaded");
            });
    assertEquals(
        new DeviceSource.Availability.Unusable("the library cannot be loaded"),
        new CudaDeviceSource(() -> unloadable).find(new Device.Cuda(0)));
    assertTrue(
        ServiceLoader.load(DeviceSource.class).stream()
            .anyMatch(provider -> provider.type() == CudaDeviceSource.class),
        "META-INF/services names it");
  }

  private static void refuses(FakeDriver driver, String part) {
    CudaDevices devices = new CudaDevices(ONE, () -> driver);
    DeviceSource.Availability found = new CudaDeviceSource(() -> devices).find(new Device.Cuda(0));
    assertTrue(
        found instanceof DeviceSource.Availability.Unusable(String reason) && reason.contains(part),
        found.toString());
  }
}
