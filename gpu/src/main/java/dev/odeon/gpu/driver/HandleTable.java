package dev.odeon.gpu.driver;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers for objects of JCuda that stand for handles of the driver.
///
/// @param <T> kind of the objects
final class HandleTable<T> {
  /// `CUDA_ERROR_INVALID_HANDLE`.
  private static final int INVALID_HANDLE = 400;

  private final AtomicLong last = new AtomicLong();
  private final Map<Long, T> objects = new ConcurrentHashMap<>();

  /// The number by which `object` is found from now on; never 0.
  long add(T object) {
    long handle = last.incrementAndGet();
    objects.put(handle, object);
    return handle;
  }

  /// The object of a number, for the function `call`.
  T get(String call, long handle) throws DriverException {
    T object = objects.get(handle);
    if (object == null) {
      throw DriverException.returned(call, INVALID_HANDLE);
    }
    return object;
  }

  /// Forgets a number.
  void remove(long handle) {
    objects.remove(handle);
  }
}
