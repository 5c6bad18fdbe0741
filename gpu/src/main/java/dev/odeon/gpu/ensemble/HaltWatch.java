package dev.odeon.gpu.ensemble;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceMemory;
import dev.odeon.nn.backend.DeviceException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Tells a kernel that runs to end, once that is due: whoever launched it waits for it meanwhile.
final class HaltWatch implements AutoCloseable {
  /// How often it looks, in milliseconds.
  private static final long PERIOD = 10;

  private final Halt halt;
  private final CudaContext context;
  private final DeviceMemory flag;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread watcher;

  private HaltWatch(Halt halt, CudaContext context, DeviceMemory flag) {
    this.halt = halt;
    this.context = context;
    this.flag = flag;
    watcher = Thread.ofPlatform().name("odeon-halt").daemon().unstarted(this::watch);
  }

  /// Watches until it is closed.
  ///
  /// @param flag what the kernel looks at
  static HaltWatch over(Halt halt, CudaContext context, DeviceMemory flag) {
    HaltWatch watch = new HaltWatch(halt, context, flag);
    watch.watcher.start();
    return watch;
  }

  private void watch() {
    try {
      while (!over.await(PERIOD, TimeUnit.MILLISECONDS)) {
        if (halt.isDue()) {
          raise();
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void raise() {
    try (CudaStream stream = context.stream();
        Arena host = Arena.ofConfined()) {
      MemorySegment one = host.allocateFrom(ValueLayout.JAVA_LONG, 1);
      flag.copyFrom(one, stream);
      stream.synchronize();
    } catch (DeviceException e) {
      // Whoever waits for the kernel meets the same fault and tells of it.
      System.getLogger("dev.odeon.gpu.ensemble").log(System.Logger.Level.DEBUG, e::getMessage);
    }
  }

  @Override
  public void close() {
    over.countDown();
    boolean interrupted = false;
    while (true) {
      try {
        watcher.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
