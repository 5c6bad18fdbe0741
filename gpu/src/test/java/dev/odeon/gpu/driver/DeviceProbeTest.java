package dev.odeon.gpu.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeviceProbeTest {
  private static final CudaDevice H100 =
      new CudaDevice(0, "NVIDIA H100", new ComputeCapability(9, 0), 85_029_158_912L);
  private static final CudaDevice V100 =
      new CudaDevice(1, "Tesla V100", new ComputeCapability(7, 0), 1L << 34);
  private static final CudaDevice K80 =
      new CudaDevice(0, "Tesla K80", new ComputeCapability(3, 7), 12L << 30);
  private static final int CUDA_12_6 = 12060;

  @Test
  void listsTheDevicesOfAWorkingDriver() {
    DeviceReport report = probe(FakeDriver.with(CUDA_12_6, H100, V100));
    assertEquals(new DeviceReport.Available(new CudaVersion(12, 6), List.of(H100, V100)), report);
    assertEquals(
        "CUDA 12.6 is available on NVIDIA H100 (compute capability 9.0, 79.2 GiB);"
            + " Tesla V100 (compute capability 7.0, 16.0 GiB)",
        report.sentence());
  }

  @Test
  void leavesDevicesOutThatAreTooOldAndKeepsOrdinals() {
    DeviceReport report = probe(FakeDriver.with(CUDA_12_6, K80, V100));
    assertEquals(new DeviceReport.Available(new CudaVersion(12, 6), List.of(V100)), report);
    assertEquals(
        "Tesla K80 (compute capability 3.7, 12.0 GiB) is too old,"
            + " Odeon needs compute capability 7.0",
        reason(FakeDriver.with(CUDA_12_6, K80)));
  }

  @Test
  void saysThatTheDriverIsNotInstalled() {
    String missing = "libodeon-tests-no-such-library.so.1";
    DeviceReport report =
        new DeviceProbe(() -> ForeignDriver.open(missing), Runtime.version()).report();
    assertEquals(
        "CUDA is not available: the NVIDIA driver is not installed (" + missing + " was not found)",
        report.sentence());
  }

  @ParameterizedTest
  @CsvSource({
    "34,CUDA_ERROR_STUB_LIBRARY",
    "35,cudaErrorInsufficientDriver",
    "100,CUDA_ERROR_NO_DEVICE",
    "803,CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
    "999,CUDA_ERROR_UNKNOWN"
  })
  void namesTheCodeOfAFailedStart(int code, String name) {
    String reason = reason(FakeDriver.with(CUDA_12_6, H100).returning("cuInit", code));
    String start = "cuInit returned error " + code + ", " + name + " (";
    assertTrue(reason.startsWith(start), reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cuDriverGetVersion",
        "cuDeviceGetCount",
        "cuDeviceGet",
        "cuDeviceGetName",
        "cuDeviceGetAttribute",
        "cuDeviceTotalMem_v2"
      })
  void namesTheCallThatFailed(String call) {
    assertEquals(
        call + " returned error 12345, which Odeon has no name for",
        reason(FakeDriver.with(CUDA_12_6, H100).returning(call, 12345)));
  }

  @Test
  void saysThatThereIsNoDevice() {
    assertEquals(
        "the NVIDIA driver is installed, but sees no GPU", reason(FakeDriver.with(CUDA_12_6)));
  }

  @Test
  void saysThatTheDriverIsTooOld() {
    assertEquals(
        "the NVIDIA driver supports CUDA 10.2, Odeon needs 11.0; install a newer driver",
        reason(FakeDriver.with(10020, H100)));
    assertInstanceOf(DeviceReport.Available.class, probe(FakeDriver.with(11000, H100)));
  }

  @ParameterizedTest
  @CsvSource({
    "25,false",
    "25.0.2,false",
    "25.0.3,true",
    "25.0.3+9-LTS,true",
    "25.0.10,true",
    "26,true",
    "27-ea,true"
  })
  void refusesJavaThatMovesPinnedArrays(String version, boolean accepted) {
    Runtime.Version java = Runtime.Version.parse(version);
    DeviceReport report = new DeviceProbe(() -> FakeDriver.with(CUDA_12_6, H100), java).report();
    assertEquals(accepted, report instanceof DeviceReport.Available, report::sentence);
    assertEquals(!accepted, report.sentence().contains("Odeon needs Java 25.0.3 or newer"));
  }

  @Test
  void turnsEveryOtherFailureIntoAReason() {
    Runtime.Version java = Runtime.Version.parse("25.0.3");
    for (Throwable failure :
        List.of(new IllegalStateException("odd"), new UnsatisfiedLinkError("odd"))) {
      DeviceQuery.Source source =
          () -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          };
      assertEquals(
          new DeviceReport.Unavailable("looking for the NVIDIA driver failed with " + failure),
          new DeviceProbe(source, java).report());
    }
  }

  @Test
  void answersOnThisMachineWhateverItHas() {
    DeviceReport report = DeviceProbe.probe();
    assertFalse(report.sentence().isBlank());
    assertEquals(report, DeviceProbe.probe(), "two looks agree");
  }

  @Test
  void namesTheLibraryOfTheOperatingSystem() {
    assertEquals("nvcuda.dll", ForeignDriver.libraryName("Windows 11"));
    assertEquals("libcuda.so.1", ForeignDriver.libraryName("Linux"));
  }

  @Test
  void errorCodesAreDistinct() {
    Set<String> seen = new HashSet<>();
    for (CudaError error : CudaError.values()) {
      assertTrue(seen.add(error.title()), () -> "named twice: " + error);
      assertEquals(error, CudaError.of(error.code()).orElseThrow());
    }
  }

  @Test
  void aReportOfNoDevicesIsNotAvailable() {
    CudaVersion version = new CudaVersion(12, 6);
    assertThrows(
        IllegalArgumentException.class, () -> new DeviceReport.Available(version, List.of()));
  }

  private static DeviceReport probe(DeviceQuery driver) {
    return new DeviceProbe(() -> driver, Runtime.Version.parse("25.0.3")).report();
  }

  private static String reason(DeviceQuery driver) {
    return assertInstanceOf(DeviceReport.Unavailable.class, probe(driver)).reason();
  }
}
