package dev.odeon.gpu.driver;

import java.lang.foreign.MemorySegment;

/// The calls of the CUDA driver API that Odeon's programs make, each under its own name (NVIDIA,
/// *CUDA Driver API*). A call that returns anything but `CUDA_SUCCESS` throws.
///
/// Handles and device addresses are plain numbers, 0 is none; stream 0 is the default stream. All
/// calls but those of [DeviceQuery] and [#retainPrimaryContext] act on the context that is current
/// on the calling thread. Copies, fills and launches are ordered within their stream and may return
/// before they are done; what went wrong in one may be thrown by a later call, at the latest by
/// [#synchronize]. Host memory is native memory, never a Java array.
///
/// This is the seam of the package: programs use [CudaContext] and the classes around it.
public interface CudaDriver extends DeviceQuery {
  /// `cuDevicePrimaryCtxRetain`: the primary context of a device's handle.
  long retainPrimaryContext(int device) throws DriverException;

  /// `cuDevicePrimaryCtxRelease_v2`.
  void releasePrimaryContext(int device) throws DriverException;

  /// `cuCtxSetCurrent`: makes a context the calling thread's.
  void setCurrentContext(long context) throws DriverException;

  /// `cuMemGetInfo_v2`.
  MemoryInfo memoryInfo() throws DriverException;

  /// `cuMemAlloc_v2`: the address of `bytes` bytes on the device, at least 1, aligned to 256.
  long allocate(long bytes) throws DriverException;

  /// `cuMemFree_v2`.
  void free(long address) throws DriverException;

  /// `cuMemAllocHost_v2`: page-locked host memory, which the device reads and writes directly.
  MemorySegment allocateHost(long bytes) throws DriverException;

  /// `cuMemFreeHost`, of a whole segment of [#allocateHost].
  void freeHost(MemorySegment memory) throws DriverException;

  /// `cuMemcpyHtoDAsync_v2`: writes all of `source` to the device from `target` on.
  void copyToDevice(long target, MemorySegment source, long stream) throws DriverException;

  /// `cuMemcpyDtoHAsync_v2`: fills all of `target` from the device from `source` on.
  void copyToHost(MemorySegment target, long source, long stream) throws DriverException;

  /// `cuMemcpyDtoDAsync_v2`: the two ranges do not overlap.
  void copyOnDevice(long target, long source, long bytes, long stream) throws DriverException;

  /// `cuMemsetD8Async`: writes `value` to `bytes` bytes from `target` on.
  void fill(long target, byte value, long bytes, long stream) throws DriverException;

  /// `cuStreamCreate` with `CU_STREAM_NON_BLOCKING`.
  long createStream() throws DriverException;

  /// `cuStreamSynchronize`: waits until all work of a stream is done.
  void synchronize(long stream) throws DriverException;

  /// `cuStreamDestroy_v2`.
  void destroyStream(long stream) throws DriverException;

  /// `cuEventCreate`, with time stamps.
  long createEvent() throws DriverException;

  /// `cuEventRecord`: the event happens when the work before it in the stream is done.
  void recordEvent(long event, long stream) throws DriverException;

  /// `cuEventSynchronize`: waits for a recorded event.
  void synchronizeEvent(long event) throws DriverException;

  /// `cuEventElapsedTime`: milliseconds between two events that happened.
  float elapsedMilliseconds(long start, long end) throws DriverException;

  /// `cuEventDestroy_v2`.
  void destroyEvent(long event) throws DriverException;

  /// `cuModuleLoadDataEx`: assembles PTX text for the current context's device and loads it. The
  /// exception's message ends in the assembler's log.
  ModuleImage loadModule(String ptx) throws DriverException;

  /// `cuModuleUnload`.
  void unloadModule(long module) throws DriverException;

  /// `cuModuleGetFunction`: the handle of an entry of a module.
  long function(long module, String name) throws DriverException;

  /// `cuFuncGetAttribute`, by its number in `cuda.h`.
  int functionAttribute(FunctionAttribute attribute, long function) throws DriverException;

  /// `cuFuncSetAttribute`.
  void setFunctionAttribute(FunctionAttribute attribute, int value, long function)
      throws DriverException;

  /// `cuOccupancyMaxActiveBlocksPerMultiprocessor`: how many blocks of so many threads, each with
  /// `sharedBytes` of dynamic shared memory, one multiprocessor holds at a time.
  int residentBlocks(long function, int threads, int sharedBytes) throws DriverException;

  /// `cuLaunchKernel`: puts a kernel into a stream. The parameters are read before it returns.
  void launch(long function, LaunchShape shape, long stream, KernelParameters parameters)
      throws DriverException;
}
