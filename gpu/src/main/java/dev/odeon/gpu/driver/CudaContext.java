package dev.odeon.gpu.driver;

import org.jspecify.annotations.Nullable;

/// The use of one GPU by this process: its primary context, and whether it is still sound.
///
/// Methods may be called from any thread. A context that met an error which it does not survive
/// ([CudaError#isSticky]) is dead: this and every later call throw [DeadContextException] without
/// asking the driver, and closing it, or anything on it, still returns.
public final class CudaContext implements AutoCloseable {
  private final CudaDriver driver;
  private final CudaDevice device;
  private final int deviceHandle;
  private final long handle;
  private volatile @Nullable DriverException death;
  private volatile boolean closed;

  private CudaContext(CudaDriver driver, CudaDevice device, int deviceHandle, long handle) {
    this.driver = driver;
    this.device = device;
    this.deviceHandle = deviceHandle;
    this.handle = handle;
  }

  /// Retains the primary context of a device.
  ///
  /// @throws CudaException if the driver refuses
  public static CudaContext open(CudaDriver driver, CudaDevice device) {
    try {
      driver.init();
      int deviceHandle = driver.device(device.ordinal());
      long handle = driver.retainPrimaryContext(deviceHandle);
      return new CudaContext(driver, device, deviceHandle, handle);
    } catch (DriverException e) {
      throw new CudaException(String.valueOf(e.getMessage()), e);
    }
  }

  /// The device.
  public CudaDevice device() {
    return device;
  }

  /// Whether calls still reach the device.
  public boolean isAlive() {
    return death == null && !closed;
  }

  /// Free and total memory.
  public MemoryInfo memory() {
    return ask(CudaDriver::memoryInfo);
  }

  /// `cuDeviceGetAttribute` of this device, by its number in `cuda.h`.
  public int attribute(int number) {
    return ask(d -> d.deviceAttribute(number, deviceHandle));
  }

  /// An arena for the memory of one solve.
  public DeviceArena arena() {
    return new DeviceArena(this);
  }

  /// A new stream.
  public CudaStream stream() {
    return new CudaStream(this, ask(CudaDriver::createStream));
  }

  /// Assembles PTX text for this device and loads it.
  ///
  /// @throws CudaException with the assembler's log, if the text is faulty
  public CudaModule load(String ptx) {
    return new CudaModule(this, ask(d -> d.loadModule(ptx)));
  }

  /// Gives the primary context back. Everything opened on it should be closed before.
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      driver.releasePrimaryContext(deviceHandle);
    } catch (DriverException e) {
      bury(e);
    }
  }

  /// Makes a call on this context, and its failure a named exception.
  <T> T ask(Question<T> question) {
    requireAlive();
    try {
      driver.setCurrentContext(handle);
      return question.on(driver);
    } catch (DriverException e) {
      throw named(e);
    }
  }

  /// Makes a call that returns nothing.
  void tell(Order order) {
    ask(
        d -> {
          order.on(d);
          return true;
        });
  }

  /// Makes a call that frees something: a dead or closed context has freed it already, and a
  /// failure must not hide the exception that is being thrown; it shows in the next call.
  void release(Order order) {
    if (!isAlive()) {
      return;
    }
    try {
      driver.setCurrentContext(handle);
      order.on(driver);
    } catch (DriverException e) {
      bury(e);
    }
  }

  private void requireAlive() {
    DriverException reason = death;
    if (reason != null) {
      throw new DeadContextException(device, reason);
    }
    if (closed) {
      throw new IllegalStateException("the context of " + device.name() + " is closed");
    }
  }

  private CudaException named(DriverException e) {
    bury(e);
    if (death != null) {
      return new DeadContextException(device, e);
    }
    return e.error().filter(error -> error == CudaError.OUT_OF_MEMORY).isPresent()
        ? new OutOfDeviceMemoryException(e)
        : new CudaException(String.valueOf(e.getMessage()), e);
  }

  private void bury(DriverException e) {
    if (death == null && e.isSticky()) {
      death = e;
    }
  }

  /// A call with a result.
  @FunctionalInterface
  interface Question<T> {
    T on(CudaDriver driver) throws DriverException;
  }

  /// A call without a result.
  @FunctionalInterface
  interface Order {
    void on(CudaDriver driver) throws DriverException;
  }
}
