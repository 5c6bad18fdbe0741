package dev.odeon.gpu.driver;

import static jcuda.driver.JCudaDriver.cuCtxSetCurrent;
import static jcuda.driver.JCudaDriver.cuDeviceGet;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRelease;
import static jcuda.driver.JCudaDriver.cuDevicePrimaryCtxRetain;
import static jcuda.driver.JCudaDriver.cuEventCreate;
import static jcuda.driver.JCudaDriver.cuEventDestroy;
import static jcuda.driver.JCudaDriver.cuEventElapsedTime;
import static jcuda.driver.JCudaDriver.cuEventRecord;
import static jcuda.driver.JCudaDriver.cuEventSynchronize;
import static jcuda.driver.JCudaDriver.cuFuncGetAttribute;
import static jcuda.driver.JCudaDriver.cuFuncSetAttribute;
import static jcuda.driver.JCudaDriver.cuLaunchKernel;
import static jcuda.driver.JCudaDriver.cuMemAlloc;
import static jcuda.driver.JCudaDriver.cuMemAllocHost;
import static jcuda.driver.JCudaDriver.cuMemFree;
import static jcuda.driver.JCudaDriver.cuMemFreeHost;
import static jcuda.driver.JCudaDriver.cuMemGetInfo;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyDtoHAsync;
import static jcuda.driver.JCudaDriver.cuMemcpyHtoDAsync;
import static jcuda.driver.JCudaDriver.cuMemsetD8Async;
import static jcuda.driver.JCudaDriver.cuModuleGetFunction;
import static jcuda.driver.JCudaDriver.cuModuleLoadDataEx;
import static jcuda.driver.JCudaDriver.cuModuleUnload;
import static jcuda.driver.JCudaDriver.cuOccupancyMaxActiveBlocksPerMultiprocessor;
import static jcuda.driver.JCudaDriver.cuStreamCreate;
import static jcuda.driver.JCudaDriver.cuStreamDestroy;
import static jcuda.driver.JCudaDriver.cuStreamSynchronize;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import jcuda.driver.CUcontext;
import jcuda.driver.CUdevice;
import jcuda.driver.CUevent;
import jcuda.driver.CUfunction;
import jcuda.driver.CUmodule;
import jcuda.driver.CUstream;

/// The driver, called through JCuda. Looking for devices goes to the driver directly.
///
/// No Java array reaches the driver: host memory is native.
final class JCudaBinding implements CudaDriver {
  private static final int STREAM_NON_BLOCKING = 1;
  private static final int EVENT_DEFAULT = 0;

  private final DeviceQuery query;
  private final Map<Integer, CUdevice> devices = new ConcurrentHashMap<>();
  private final HandleTable<CUcontext> contexts = new HandleTable<>();
  private final HandleTable<CUstream> streams = new HandleTable<>();
  private final HandleTable<CUevent> events = new HandleTable<>();
  private final HandleTable<Module> modules = new HandleTable<>();
  private final HandleTable<CUfunction> functions = new HandleTable<>();

  private JCudaBinding(DeviceQuery query) {
    this.query = query;
  }

  /// Loads JCuda's library, which needs the driver's: probe for that one first.
  ///
  /// @throws DriverException with the reason if it cannot be loaded
  static JCudaBinding open(DeviceQuery query) throws DriverException {
    NativeLibraries.load(NativeLibrary.DRIVER);
    return new JCudaBinding(query);
  }

  @Override
  public void init() throws DriverException {
    query.init();
  }

  @Override
  public int driverVersion() throws DriverException {
    return query.driverVersion();
  }

  @Override
  public int deviceCount() throws DriverException {
    return query.deviceCount();
  }

  @Override
  public int device(int ordinal) throws DriverException {
    int handle = query.device(ordinal);
    CUdevice device = new CUdevice();
    check("cuDeviceGet", cuDeviceGet(device, ordinal));
    devices.put(handle, device);
    return handle;
  }

  @Override
  public String deviceName(int device) throws DriverException {
    return query.deviceName(device);
  }

  @Override
  public int deviceAttribute(int attribute, int device) throws DriverException {
    return query.deviceAttribute(attribute, device);
  }

  @Override
  public long deviceMemory(int device) throws DriverException {
    return query.deviceMemory(device);
  }

  @Override
  public long retainPrimaryContext(int device) throws DriverException {
    CUcontext context = new CUcontext();
    check("cuDevicePrimaryCtxRetain", cuDevicePrimaryCtxRetain(context, jcudaDevice(device)));
    return contexts.add(context);
  }

  @Override
  public void releasePrimaryContext(int device) throws DriverException {
    check("cuDevicePrimaryCtxRelease_v2", cuDevicePrimaryCtxRelease(jcudaDevice(device)));
  }

  @Override
  public void setCurrentContext(long context) throws DriverException {
    String call = "cuCtxSetCurrent";
    check(call, cuCtxSetCurrent(contexts.get(call, context)));
  }

  @Override
  public MemoryInfo memoryInfo() throws DriverException {
    long[] free = new long[1];
    long[] total = new long[1];
    check("cuMemGetInfo_v2", cuMemGetInfo(free, total));
    return new MemoryInfo(free[0], total[0]);
  }

  @Override
  public long allocate(long bytes) throws DriverException {
    DevicePointer pointer = new DevicePointer();
    check("cuMemAlloc_v2", cuMemAlloc(pointer, bytes));
    return pointer.address();
  }

  @Override
  public void free(long address) throws DriverException {
    check("cuMemFree_v2", cuMemFree(new DevicePointer(address)));
  }

  @Override
  @SuppressWarnings("restricted")
  public MemorySegment allocateHost(long bytes) throws DriverException {
    HostPointer pointer = new HostPointer();
    check("cuMemAllocHost_v2", cuMemAllocHost(pointer, bytes));
    return MemorySegment.ofAddress(pointer.address()).reinterpret(bytes);
  }

  @Override
  public void freeHost(MemorySegment memory) throws DriverException {
    check("cuMemFreeHost", cuMemFreeHost(new HostPointer(memory)));
  }

  @Override
  public void copyToDevice(long target, MemorySegment source, long stream) throws DriverException {
    String call = "cuMemcpyHtoDAsync_v2";
    check(
        call,
        cuMemcpyHtoDAsync(
            new DevicePointer(target),
            new HostPointer(source),
            source.byteSize(),
            jcudaStream(call, stream)));
  }

  @Override
  public void copyToHost(MemorySegment target, long source, long stream) throws DriverException {
    String call = "cuMemcpyDtoHAsync_v2";
    check(
        call,
        cuMemcpyDtoHAsync(
            new HostPointer(target),
            new DevicePointer(source),
            target.byteSize(),
            jcudaStream(call, stream)));
  }

  @Override
  public void copyOnDevice(long target, long source, long bytes, long stream)
      throws DriverException {
    String call = "cuMemcpyDtoDAsync_v2";
    check(
        call,
        cuMemcpyDtoDAsync(
            new DevicePointer(target),
            new DevicePointer(source),
            bytes,
            jcudaStream(call, stream)));
  }

  @Override
  public void fill(long target, byte value, long bytes, long stream) throws DriverException {
    String call = "cuMemsetD8Async";
    check(
        call, cuMemsetD8Async(new DevicePointer(target), value, bytes, jcudaStream(call, stream)));
  }

  @Override
  public long createStream() throws DriverException {
    CUstream stream = new CUstream();
    check("cuStreamCreate", cuStreamCreate(stream, STREAM_NON_BLOCKING));
    return streams.add(stream);
  }

  @Override
  public void synchronize(long stream) throws DriverException {
    String call = "cuStreamSynchronize";
    check(call, cuStreamSynchronize(jcudaStream(call, stream)));
  }

  @Override
  public void destroyStream(long stream) throws DriverException {
    String call = "cuStreamDestroy_v2";
    CUstream object = streams.get(call, stream);
    streams.remove(stream);
    check(call, cuStreamDestroy(object));
  }

  @Override
  public long createEvent() throws DriverException {
    CUevent event = new CUevent();
    check("cuEventCreate", cuEventCreate(event, EVENT_DEFAULT));
    return events.add(event);
  }

  @Override
  public void recordEvent(long event, long stream) throws DriverException {
    String call = "cuEventRecord";
    check(call, cuEventRecord(events.get(call, event), jcudaStream(call, stream)));
  }

  @Override
  public void synchronizeEvent(long event) throws DriverException {
    String call = "cuEventSynchronize";
    check(call, cuEventSynchronize(events.get(call, event)));
  }

  @Override
  public float elapsedMilliseconds(long start, long end) throws DriverException {
    String call = "cuEventElapsedTime";
    float[] milliseconds = new float[1];
    check(call, cuEventElapsedTime(milliseconds, events.get(call, start), events.get(call, end)));
    return milliseconds[0];
  }

  @Override
  public void destroyEvent(long event) throws DriverException {
    String call = "cuEventDestroy_v2";
    CUevent object = events.get(call, event);
    events.remove(event);
    check(call, cuEventDestroy(object));
  }

  @Override
  public ModuleImage loadModule(String ptx) throws DriverException {
    try (Arena arena = Arena.ofConfined()) {
      JitLog log = new JitLog(arena);
      CUmodule module = new CUmodule();
      int[] options = log.options();
      int code =
          cuModuleLoadDataEx(
              module,
              new HostPointer(arena.allocateFrom(ptx)),
              options.length,
              options,
              new HostPointer(log.values()));
      if (code != 0) {
        throw DriverException.returned("cuModuleLoadDataEx", code, log.error());
      }
      return new ModuleImage(modules.add(new Module(module)), log.info());
    }
  }

  @Override
  public void unloadModule(long module) throws DriverException {
    String call = "cuModuleUnload";
    Module object = modules.get(call, module);
    modules.remove(module);
    object.functions.forEach(functions::remove);
    check(call, cuModuleUnload(object.module));
  }

  @Override
  public long function(long module, String name) throws DriverException {
    String call = "cuModuleGetFunction";
    CUfunction function = new CUfunction();
    Module object = modules.get(call, module);
    check(call, cuModuleGetFunction(function, object.module, name));
    long handle = functions.add(function);
    object.functions.add(handle);
    return handle;
  }

  @Override
  public int functionAttribute(FunctionAttribute attribute, long function) throws DriverException {
    String call = "cuFuncGetAttribute";
    int[] value = new int[1];
    check(call, cuFuncGetAttribute(value, attribute.number(), functions.get(call, function)));
    return value[0];
  }

  @Override
  public void setFunctionAttribute(FunctionAttribute attribute, int value, long function)
      throws DriverException {
    String call = "cuFuncSetAttribute";
    check(call, cuFuncSetAttribute(functions.get(call, function), attribute.number(), value));
  }

  @Override
  public int residentBlocks(long function, int threads, int sharedBytes) throws DriverException {
    String call = "cuOccupancyMaxActiveBlocksPerMultiprocessor";
    int[] blocks = new int[1];
    check(
        call,
        cuOccupancyMaxActiveBlocksPerMultiprocessor(
            blocks, functions.get(call, function), threads, sharedBytes));
    return blocks[0];
  }

  @Override
  public void launch(long function, LaunchShape shape, long stream, KernelParameters parameters)
      throws DriverException {
    String call = "cuLaunchKernel";
    try (Arena arena = Arena.ofConfined()) {
      check(
          call,
          cuLaunchKernel(
              functions.get(call, function),
              shape.gridX(),
              shape.gridY(),
              shape.gridZ(),
              shape.blockX(),
              shape.blockY(),
              shape.blockZ(),
              shape.sharedBytes(),
              jcudaStream(call, stream),
              new HostPointer(addresses(parameters, arena)),
              null));
    }
  }

  /// An array of pointers, one to each argument.
  private static MemorySegment addresses(KernelParameters parameters, Arena arena) {
    MemorySegment source = MemorySegment.ofBuffer(parameters.bytes());
    MemorySegment bytes = arena.allocate(Math.max(1, source.byteSize()), Long.BYTES);
    bytes.copyFrom(source);
    MemorySegment addresses =
        arena.allocate(ValueLayout.JAVA_LONG, Math.max(1, parameters.count()));
    for (int i = 0; i < parameters.count(); i++) {
      addresses.setAtIndex(ValueLayout.JAVA_LONG, i, bytes.address() + parameters.offset(i));
    }
    return addresses;
  }

  private CUdevice jcudaDevice(int device) throws DriverException {
    CUdevice object = devices.get(device);
    if (object == null) {
      throw DriverException.returned("cuDevicePrimaryCtxRetain", CudaError.INVALID_DEVICE.code());
    }
    return object;
  }

  private CUstream jcudaStream(String call, long stream) throws DriverException {
    return stream == 0 ? new CUstream() : streams.get(call, stream);
  }

  private static void check(String call, int code) throws DriverException {
    if (code != 0) {
      throw DriverException.returned(call, code);
    }
  }

  /// A module with the functions that were asked of it, which end with it.
  private record Module(CUmodule module, Queue<Long> functions) {
    Module(CUmodule module) {
      this(module, new ConcurrentLinkedQueue<>());
    }
  }
}
