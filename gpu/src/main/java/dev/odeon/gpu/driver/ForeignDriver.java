package dev.odeon.gpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The driver library, called through `java.lang.foreign`: looking for a GPU loads nothing but the
/// driver itself.
final class ForeignDriver implements DeviceQuery {
  private static final int NAME_BYTES = 256;

  private final String library;
  private final SymbolLookup symbols;

  private ForeignDriver(String library, SymbolLookup symbols) {
    this.library = library;
    this.symbols = symbols;
  }

  /// The library's name on this operating system.
  static String libraryName(String system) {
    boolean windows = system.toLowerCase(Locale.ROOT).startsWith("windows");
    return windows ? "nvcuda.dll" : "libcuda.so.1";
  }

  /// The driver of this machine.
  static ForeignDriver ofThisMachine() throws DriverException {
    return open(libraryName(System.getProperty("os.name", "")));
  }

  /// Loads the library for the life of the process: once initialised, the driver keeps threads that
  /// do not survive unloading.
  @SuppressWarnings("restricted")
  static ForeignDriver open(String library) throws DriverException {
    try {
      return new ForeignDriver(library, SymbolLookup.libraryLookup(library, Arena.global()));
    } catch (IllegalCallerException e) {
      throw forbidden();
    } catch (IllegalArgumentException e) {
      throw DriverException.missing(
          "the NVIDIA driver is not installed (" + library + " was not found)");
    }
  }

  @Override
  public void init() throws DriverException {
    call(
        "cuInit", FunctionDescriptor.of(JAVA_INT, JAVA_INT), handle -> (int) handle.invokeExact(0));
  }

  @Override
  public int driverVersion() throws DriverException {
    return readInt("cuDriverGetVersion");
  }

  @Override
  public int deviceCount() throws DriverException {
    return readInt("cuDeviceGetCount");
  }

  @Override
  public int device(int ordinal) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      call(
          "cuDeviceGet",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          handle -> (int) handle.invokeExact(result, ordinal));
      return result.get(JAVA_INT, 0);
    }
  }

  @Override
  public String deviceName(int device) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocate(MemoryLayout.sequenceLayout(NAME_BYTES, JAVA_BYTE));
      call(
          "cuDeviceGetName",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          handle -> (int) handle.invokeExact(name, NAME_BYTES - 1, device));
      return name.getString(0, StandardCharsets.UTF_8);
    }
  }

  @Override
  public int deviceAttribute(int attribute, int device) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment value = arena.allocate(JAVA_INT);
      call(
          "cuDeviceGetAttribute",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT),
          handle -> (int) handle.invokeExact(value, attribute, device));
      return value.get(JAVA_INT, 0);
    }
  }

  @Override
  public long deviceMemory(int device) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(JAVA_LONG);
      call(
          "cuDeviceTotalMem_v2",
          FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT),
          handle -> (int) handle.invokeExact(bytes, device));
      return bytes.get(JAVA_LONG, 0);
    }
  }

  private int readInt(String function) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment result = arena.allocate(JAVA_INT);
      call(
          function,
          FunctionDescriptor.of(JAVA_INT, ADDRESS),
          handle -> (int) handle.invokeExact(result));
      return result.get(JAVA_INT, 0);
    }
  }

  private void call(String function, FunctionDescriptor type, Call call) throws DriverException {
    MethodHandle handle = handle(function, type);
    int code = invoke(handle, call);
    if (code != 0) {
      throw DriverException.returned(function, code);
    }
  }

  @SuppressWarnings("restricted")
  private MethodHandle handle(String function, FunctionDescriptor type) throws DriverException {
    MemorySegment address = symbols.find(function).orElse(MemorySegment.NULL);
    if (address.equals(MemorySegment.NULL)) {
      throw DriverException.missing(
          library + " has no function " + function + "; install a newer NVIDIA driver");
    }
    try {
      return Linker.nativeLinker().downcallHandle(address, type);
    } catch (IllegalCallerException e) {
      throw forbidden();
    }
  }

  private static int invoke(MethodHandle handle, Call call) {
    try {
      return call.on(handle);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a downcall threw " + e, e);
    }
  }

  private static DriverException forbidden() {
    return DriverException.missing(
        "this Java process may not call native code;"
            + " start it with --enable-native-access=ALL-UNNAMED");
  }

  /// The call itself; [MethodHandle#invokeExact] takes its type from the place where it is written.
  @FunctionalInterface
  private interface Call {
    int on(MethodHandle handle) throws Throwable;
  }
}
