package dev.odeon.gpu.driver;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The GPUs of this process, and their contexts: one a device, opened when it is first asked for.
///
/// A context that died stays here, dead: a device is never used again by a process that lost it.
public final class CudaDevices {
  private static final String PROOF =
      """
      .version 7.0
      .target sm_70
      .address_size 64

      .visible .entry proof()
      {
        ret;
      }
      """;

  private final DeviceReport report;
  private final Source source;
  private final Map<Integer, CudaContext> contexts = new HashMap<>();
  private final Set<Integer> proven = new HashSet<>();
  private @Nullable CudaDriver driver;

  /// @param report what a probe found
  /// @param source opens the driver, once a context is asked for
  public CudaDevices(DeviceReport report, Source source) {
    this.report = report;
    this.source = source;
  }

  /// Those of this machine. The first call of a process may take a second, while the driver starts.
  public static CudaDevices ofThisProcess() {
    return OfThisProcess.DEVICES;
  }

  /// What there is, or the reason why there is nothing.
  public DeviceReport report() {
    return report;
  }

  /// The context of a device.
  ///
  /// @param ordinal the driver's number of the device
  /// @throws IllegalArgumentException if there is no such device
  /// @throws CudaException if it cannot be opened
  public synchronized CudaContext context(int ordinal) {
    CudaContext known = contexts.get(ordinal);
    if (known != null) {
      return known;
    }
    CudaDevice device = device(ordinal);
    CudaContext context = CudaContext.open(driver(), device);
    contexts.put(ordinal, context);
    return context;
  }

  /// Makes sure that a device takes code: opens its context and, once, has the driver assemble and
  /// load a kernel that does nothing.
  ///
  /// @throws IllegalArgumentException if there is no such device
  /// @throws CudaException if it cannot be used, or was lost
  public synchronized void prove(int ordinal) {
    CudaContext context = context(ordinal);
    if (proven.contains(ordinal)) {
      MemoryInfo _ = context.memory();
      return;
    }
    try (CudaModule module = context.load(PROOF)) {
      CudaFunction _ = module.function("proof");
    }
    proven.add(ordinal);
  }

  /// The device with this ordinal.
  ///
  /// @throws IllegalArgumentException if there is none, with the reason
  public CudaDevice device(int ordinal) {
    return switch (report) {
      case DeviceReport.Unavailable(String _) ->
          throw new IllegalArgumentException(report.sentence());
      case DeviceReport.Available available ->
          available.devices().stream()
              .filter(device -> device.ordinal() == ordinal)
              .findFirst()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "there is no CUDA device " + ordinal + "; " + report.sentence()));
    };
  }

  /// The driver through which programs run, loaded if it is not.
  ///
  /// @throws CudaException if it cannot be loaded, though a probe found it
  synchronized CudaDriver driver() {
    CudaDriver known = driver;
    if (known != null) {
      return known;
    }
    try {
      CudaDriver opened = source.open();
      driver = opened;
      return opened;
    } catch (DriverException e) {
      throw new CudaException(String.valueOf(e.getMessage()), e);
    }
  }

  /// A way to a driver.
  @FunctionalInterface
  public interface Source {
    /// Loads the driver.
    CudaDriver open() throws DriverException;
  }

  private static final class OfThisProcess {
    static final CudaDevices DEVICES =
        new CudaDevices(
            DeviceProbe.probe(), () -> JCudaBinding.open(ForeignDriver.ofThisMachine()));
  }
}
