package dev.odeon.gpu.backend;

import dev.odeon.gpu.driver.CudaContext;
import dev.odeon.gpu.driver.CudaStream;
import dev.odeon.gpu.driver.DeviceArena;
import org.jspecify.annotations.Nullable;

/// What an executable has on a device: code, a stream and arrays.
final class DeviceHoldings implements Runnable {
  private final LoadedProgram loaded;
  private final CudaStream stream;
  private @Nullable DeviceArena arrays;
  private boolean closed;

  DeviceHoldings(CudaContext context, DeviceProgram program) {
    loaded = new LoadedProgram(context, program);
    try {
      stream = context.stream();
    } catch (RuntimeException | Error e) {
      loaded.close();
      throw e;
    }
  }

  LoadedProgram loaded() {
    return loaded;
  }

  CudaStream stream() {
    return stream;
  }

  /// An empty arena in place of the one before.
  DeviceArena renew() {
    if (closed) {
      throw new IllegalStateException("the executable is closed");
    }
    if (arrays != null) {
      arrays.close();
    }
    DeviceArena fresh = loaded.context().arena();
    arrays = fresh;
    return fresh;
  }

  /// Frees all.
  @Override
  public void run() {
    closed = true;
    if (arrays != null) {
      arrays.close();
    }
    stream.close();
    loaded.close();
  }
}
