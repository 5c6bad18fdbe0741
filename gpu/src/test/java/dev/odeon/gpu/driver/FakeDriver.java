package dev.odeon.gpu.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A driver made of Java: devices as given, memory that is checked, handles that are counted, codes
/// that are forged, and kernels that a test or an emulator runs.
public final class FakeDriver implements CudaDriver {
  private static final int CUDA_12_6 = 12060;
  private static final long MEMORY = 1L << 30;

  /// Handles of devices differ from ordinals, so that mixing them up shows.
  private static final int HANDLE_OFFSET = 40;

  private final int version;
  private final List<CudaDevice> devices;
  private final FakeMemory memory;
  private final FakeKernels kernels;
  private final Map<String, Integer> codes = new HashMap<>();
  private final Map<Long, String> handles = new HashMap<>();
  private final Map<Long, String> modules = new HashMap<>();
  private final Map<Long, Entry> functions = new HashMap<>();
  private final Map<Long, MemorySegment> hostMemory = new HashMap<>();
  private final List<String> calls = new ArrayList<>();
  private final Set<Long> contexts = new HashSet<>();
  private long nextHandle = 0x1000;
  private long current;
  private int sticky;
  private @Nullable DriverException pending;

  private FakeDriver(int version, List<CudaDevice> devices, long bytes, FakeKernels kernels) {
    this.version = version;
    this.devices = devices;
    this.memory = new FakeMemory(bytes);
    this.kernels = kernels;
  }

  /// A driver that supports CUDA `version`, encoded as the driver does, with these devices.
  public static FakeDriver with(int version, CudaDevice... devices) {
    return new FakeDriver(version, List.of(devices), MEMORY, FakeDriver::nothing);
  }

  /// One H100 whose kernels are run by `kernels`.
  public static FakeDriver running(FakeKernels kernels) {
    return new FakeDriver(CUDA_12_6, List.of(h100(MEMORY)), MEMORY, kernels);
  }

  /// One H100 with so much memory, whose kernels do nothing.
  public static FakeDriver withMemory(long bytes) {
    return new FakeDriver(CUDA_12_6, List.of(h100(bytes)), bytes, FakeDriver::nothing);
  }

  /// The first device, as programs open it.
  public CudaContext open() {
    return CudaContext.open(this, devices.getFirst());
  }

  /// From now on, `call` returns `code`; 0 makes it work again.
  public FakeDriver returning(String call, int code) {
    codes.put(call, code);
    return this;
  }

  /// From now on, the device has no more than so much memory.
  public void limitTo(long bytes) {
    memory.limitTo(bytes);
  }

  /// The calls so far, by name.
  public List<String> calls() {
    return List.copyOf(calls);
  }

  /// How many things are open: allocations, host allocations, streams, events, modules, contexts.
  public int open(String kind) {
    return switch (kind) {
      case "memory" -> memory.allocations();
      case "host" -> hostMemory.size();
      case "context" -> contexts.size();
      default -> (int) handles.values().stream().filter(kind::equals).count();
    };
  }

  /// How many things of any kind are open.
  public int openThings() {
    return memory.allocations() + hostMemory.size() + handles.size() + contexts.size();
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
      case 16 -> 132;
      case 39 -> 2048;
      case 97 -> 232_448;
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

  @Override
  public long retainPrimaryContext(int device) throws DriverException {
    check("cuDevicePrimaryCtxRetain");
    long context = 0x100L + device;
    at(device);
    contexts.add(context);
    return context;
  }

  @Override
  public void releasePrimaryContext(int device) throws DriverException {
    check("cuDevicePrimaryCtxRelease_v2");
    contexts.remove(0x100L + device);
  }

  @Override
  public void setCurrentContext(long context) throws DriverException {
    check("cuCtxSetCurrent");
    current = context;
  }

  @Override
  public MemoryInfo memoryInfo() throws DriverException {
    use("cuMemGetInfo_v2");
    return memory.info();
  }

  @Override
  public long allocate(long bytes) throws DriverException {
    use("cuMemAlloc_v2");
    return memory.allocate(bytes);
  }

  @Override
  public void free(long address) throws DriverException {
    use("cuMemFree_v2");
    memory.free(address);
  }

  @Override
  public MemorySegment allocateHost(long bytes) throws DriverException {
    use("cuMemAllocHost_v2");
    MemorySegment segment = Arena.ofAuto().allocate(bytes, Long.BYTES);
    hostMemory.put(segment.address(), segment);
    return segment;
  }

  @Override
  public void freeHost(MemorySegment segment) throws DriverException {
    use("cuMemFreeHost");
    if (hostMemory.remove(segment.address()) == null) {
      throw DriverException.returned("cuMemFreeHost", 1);
    }
  }

  @Override
  public void copyToDevice(long target, MemorySegment source, long stream) throws DriverException {
    use("cuMemcpyHtoDAsync_v2", stream);
    memory.at(target, source.byteSize()).copyFrom(source);
  }

  @Override
  public void copyToHost(MemorySegment target, long source, long stream) throws DriverException {
    use("cuMemcpyDtoHAsync_v2", stream);
    target.copyFrom(memory.at(source, target.byteSize()));
  }

  @Override
  public void copyOnDevice(long target, long source, long bytes, long stream)
      throws DriverException {
    use("cuMemcpyDtoDAsync_v2", stream);
    memory.at(target, bytes).copyFrom(memory.at(source, bytes));
  }

  @Override
  public void fill(long target, byte value, long bytes, long stream) throws DriverException {
    use("cuMemsetD8Async", stream);
    memory.at(target, bytes).fill(value);
  }

  @Override
  public long createStream() throws DriverException {
    use("cuStreamCreate");
    return handle("stream");
  }

  @Override
  public void synchronize(long stream) throws DriverException {
    use("cuStreamSynchronize", stream);
    DriverException failure = pending;
    if (failure != null) {
      pending = null;
      sticky = failure.error().filter(CudaError::isSticky).map(CudaError::code).orElse(0);
      throw failure;
    }
  }

  @Override
  public void destroyStream(long stream) throws DriverException {
    use("cuStreamDestroy_v2", stream);
    handles.remove(stream);
  }

  @Override
  public long createEvent() throws DriverException {
    use("cuEventCreate");
    return handle("event");
  }

  @Override
  public void recordEvent(long event, long stream) throws DriverException {
    use("cuEventRecord", event);
  }

  @Override
  public void synchronizeEvent(long event) throws DriverException {
    use("cuEventSynchronize", event);
  }

  @Override
  public float elapsedMilliseconds(long start, long end) throws DriverException {
    use("cuEventElapsedTime", start);
    return end - start;
  }

  @Override
  public void destroyEvent(long event) throws DriverException {
    use("cuEventDestroy_v2", event);
    handles.remove(event);
  }

  @Override
  public ModuleImage loadModule(String ptx) throws DriverException {
    use("cuModuleLoadDataEx");
    if (!ptx.contains(".version")) {
      throw DriverException.returned(
          "cuModuleLoadDataEx", 218, "ptxas application ptx input, line 1; fatal: no .version\n");
    }
    long module = handle("module");
    modules.put(module, ptx);
    return new ModuleImage(module, "");
  }

  @Override
  public void unloadModule(long module) throws DriverException {
    use("cuModuleUnload", module);
    handles.remove(module);
    modules.remove(module);
  }

  @Override
  public long function(long module, String name) throws DriverException {
    use("cuModuleGetFunction", module);
    String ptx = modules.getOrDefault(module, "");
    if (!ptx.matches("(?s).*\\.entry\\s+" + name + "\\b.*")) {
      throw DriverException.returned("cuModuleGetFunction", 500);
    }
    long function = nextHandle++;
    functions.put(function, new Entry(ptx, name));
    return function;
  }

  @Override
  public int functionAttribute(FunctionAttribute attribute, long function) throws DriverException {
    use("cuFuncGetAttribute");
    return attribute.number();
  }

  @Override
  public void setFunctionAttribute(FunctionAttribute attribute, int value, long function)
      throws DriverException {
    use("cuFuncSetAttribute");
  }

  @Override
  public int residentBlocks(long function, int threads, int sharedBytes) throws DriverException {
    use("cuOccupancyMaxActiveBlocksPerMultiprocessor");
    return 2048 / threads;
  }

  @Override
  public void launch(long function, LaunchShape shape, long stream, KernelParameters parameters)
      throws DriverException {
    use("cuLaunchKernel", stream);
    Entry entry = functions.get(function);
    if (entry == null) {
      throw DriverException.returned("cuLaunchKernel", 400);
    }
    try {
      kernels.run(entry.ptx, entry.name, shape, parameters, memory);
    } catch (DriverException failure) {
      if (pending == null) {
        pending = failure;
      }
    }
  }

  static CudaDevice h100(long bytes) {
    return new CudaDevice(0, "NVIDIA H100", new ComputeCapability(9, 0), bytes);
  }

  private static void nothing(
      String ptx, String name, LaunchShape shape, KernelParameters parameters, FakeMemory memory) {}

  private CudaDevice at(int device) {
    return devices.get(device - HANDLE_OFFSET);
  }

  private long handle(String kind) {
    long handle = nextHandle++;
    handles.put(handle, kind);
    return handle;
  }

  private void use(String call, long handle) throws DriverException {
    use(call);
    if (handle != 0 && !handles.containsKey(handle)) {
      throw DriverException.returned(call, 400);
    }
  }

  private void use(String call) throws DriverException {
    check(call);
    if (!contexts.contains(current)) {
      throw DriverException.returned(call, 201);
    }
  }

  private void check(String call) throws DriverException {
    calls.add(call);
    int code = codes.getOrDefault(call, 0);
    if (code == 0) {
      code = sticky;
    }
    if (code != 0) {
      throw DriverException.returned(call, code);
    }
  }

  private record Entry(String ptx, String name) {}
}
