package dev.odeon.gpu.driver;

import java.util.Arrays;
import java.util.Optional;

/// Error codes of the CUDA driver by their names in `cuda.h` (NVIDIA, *CUDA Driver API*, "Data
/// types used by CUDA driver", `CUresult`), with what to do where that is known.
public enum CudaError {
  INVALID_VALUE(1, "CUDA_ERROR_INVALID_VALUE"),
  OUT_OF_MEMORY(2, "CUDA_ERROR_OUT_OF_MEMORY", "free memory on this machine and its GPU"),
  NOT_INITIALIZED(3, "CUDA_ERROR_NOT_INITIALIZED"),
  DEINITIALIZED(4, "CUDA_ERROR_DEINITIALIZED"),
  STUB_LIBRARY(
      34, "CUDA_ERROR_STUB_LIBRARY", "the toolkit's stub was loaded in place of the driver"),
  /// A code of the runtime API, which no driver call documents.
  INSUFFICIENT_DRIVER(35, "cudaErrorInsufficientDriver", "install a newer NVIDIA driver"),
  CALL_REQUIRES_NEWER_DRIVER(
      36, "CUDA_ERROR_CALL_REQUIRES_NEWER_DRIVER", "install a newer NVIDIA driver"),
  DEVICE_UNAVAILABLE(46, "CUDA_ERROR_DEVICE_UNAVAILABLE", "another process may hold the GPU"),
  NO_DEVICE(
      100,
      "CUDA_ERROR_NO_DEVICE",
      "the driver sees no GPU; CUDA_VISIBLE_DEVICES or a container may hide it"),
  INVALID_DEVICE(101, "CUDA_ERROR_INVALID_DEVICE"),
  DEVICE_NOT_LICENSED(102, "CUDA_ERROR_DEVICE_NOT_LICENSED", "the virtual GPU has no licence"),
  INVALID_IMAGE(200, "CUDA_ERROR_INVALID_IMAGE"),
  INVALID_CONTEXT(201, "CUDA_ERROR_INVALID_CONTEXT"),
  NO_BINARY_FOR_GPU(209, "CUDA_ERROR_NO_BINARY_FOR_GPU", "the module was not made for this GPU"),
  ECC_UNCORRECTABLE(
      214,
      "CUDA_ERROR_ECC_UNCORRECTABLE",
      "the GPU's memory is faulty; start a new process, reset the GPU"),
  INVALID_PTX(218, "CUDA_ERROR_INVALID_PTX", "a defect of Odeon; please report it with the log"),
  NVLINK_UNCORRECTABLE(
      220, "CUDA_ERROR_NVLINK_UNCORRECTABLE", "a link between GPUs is faulty; restart the machine"),
  JIT_COMPILER_NOT_FOUND(
      221, "CUDA_ERROR_JIT_COMPILER_NOT_FOUND", "the driver's PTX compiler library is missing"),
  UNSUPPORTED_PTX_VERSION(
      222, "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "install a newer NVIDIA driver"),
  JIT_COMPILATION_DISABLED(
      223, "CUDA_ERROR_JIT_COMPILATION_DISABLED", "unset CUDA_DISABLE_PTX_JIT"),
  OPERATING_SYSTEM(304, "CUDA_ERROR_OPERATING_SYSTEM", "the operating system refused a call"),
  INVALID_HANDLE(400, "CUDA_ERROR_INVALID_HANDLE"),
  NOT_FOUND(500, "CUDA_ERROR_NOT_FOUND"),
  NOT_READY(600, "CUDA_ERROR_NOT_READY"),
  ILLEGAL_ADDRESS(
      700,
      "CUDA_ERROR_ILLEGAL_ADDRESS",
      "a kernel reached outside its memory; start a new process, and report it"),
  LAUNCH_OUT_OF_RESOURCES(
      701,
      "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
      "the block needs more registers or shared memory than there are"),
  LAUNCH_TIMEOUT(
      702,
      "CUDA_ERROR_LAUNCH_TIMEOUT",
      "the display watchdog ended a kernel; use a GPU without a display, or smaller batches"),
  INVALID_ADDRESS_SPACE(
      717, "CUDA_ERROR_INVALID_ADDRESS_SPACE", "start a new process, and report it"),
  INVALID_PC(718, "CUDA_ERROR_INVALID_PC", "start a new process, and report it"),
  CONTEXT_IS_DESTROYED(
      709,
      "CUDA_ERROR_CONTEXT_IS_DESTROYED",
      "the context was destroyed by other code of this process"),
  ASSERT(
      710,
      "CUDA_ERROR_ASSERT",
      "an assertion in a kernel failed; start a new process, and report it"),
  HARDWARE_STACK_ERROR(
      714,
      "CUDA_ERROR_HARDWARE_STACK_ERROR",
      "a kernel ruined its stack; start a new process, and report it"),
  ILLEGAL_INSTRUCTION(715, "CUDA_ERROR_ILLEGAL_INSTRUCTION", "start a new process, and report it"),
  MISALIGNED_ADDRESS(
      716,
      "CUDA_ERROR_MISALIGNED_ADDRESS",
      "a kernel used an unaligned address; start a new process, and report it"),
  LAUNCH_FAILED(
      719,
      "CUDA_ERROR_LAUNCH_FAILED",
      "a kernel failed; start a new process, and look for Xid lines in the kernel log"),
  NOT_PERMITTED(800, "CUDA_ERROR_NOT_PERMITTED", "this operation is not permitted here"),
  NOT_SUPPORTED(801, "CUDA_ERROR_NOT_SUPPORTED"),
  SYSTEM_NOT_READY(
      802, "CUDA_ERROR_SYSTEM_NOT_READY", "a driver service, such as Fabric Manager, is not up"),
  SYSTEM_DRIVER_MISMATCH(
      803,
      "CUDA_ERROR_SYSTEM_DRIVER_MISMATCH",
      "kernel module and driver library differ in version; restart after the driver update"),
  COMPAT_NOT_SUPPORTED_ON_DEVICE(
      804,
      "CUDA_ERROR_COMPAT_NOT_SUPPORTED_ON_DEVICE",
      "the forward compatibility library does not support this GPU"),
  MPS_CONNECTION_FAILED(805, "CUDA_ERROR_MPS_CONNECTION_FAILED", "the MPS server is not up"),
  TIMEOUT(909, "CUDA_ERROR_TIMEOUT"),
  UNKNOWN(999, "CUDA_ERROR_UNKNOWN", "the kernel module may not be loaded, or needs a restart");

  private final int code;
  private final String title;
  private final String remedy;

  CudaError(int code, String title) {
    this(code, title, "");
  }

  CudaError(int code, String title, String remedy) {
    this.code = code;
    this.title = title;
    this.remedy = remedy;
  }

  /// The number that a call returns.
  public int code() {
    return code;
  }

  /// The name in `cuda.h`.
  public String title() {
    return title;
  }

  /// The error with this code, if it is in the table.
  public static Optional<CudaError> of(int code) {
    return Arrays.stream(values()).filter(error -> error.code == code).findFirst();
  }

  /// Code, name and remedy: `error 100, CUDA_ERROR_NO_DEVICE (the driver sees no GPU)`.
  public static String describe(int code) {
    String name = of(code).map(CudaError::text).orElse("which Odeon has no name for");
    return "error " + code + ", " + name;
  }

  /// Whether it leaves the context unusable: every later call returns it again, and only a new
  /// process helps (*CUDA Driver API*, `CUresult`: "the context ... must be destroyed", "the
  /// process must be terminated and relaunched").
  public boolean isSticky() {
    return switch (this) {
      case DEINITIALIZED,
          ECC_UNCORRECTABLE,
          NVLINK_UNCORRECTABLE,
          CONTEXT_IS_DESTROYED,
          ILLEGAL_ADDRESS,
          LAUNCH_TIMEOUT,
          ASSERT,
          HARDWARE_STACK_ERROR,
          ILLEGAL_INSTRUCTION,
          MISALIGNED_ADDRESS,
          INVALID_ADDRESS_SPACE,
          INVALID_PC,
          LAUNCH_FAILED,
          UNKNOWN ->
          true;
      case INVALID_VALUE,
          OUT_OF_MEMORY,
          NOT_INITIALIZED,
          STUB_LIBRARY,
          INSUFFICIENT_DRIVER,
          CALL_REQUIRES_NEWER_DRIVER,
          DEVICE_UNAVAILABLE,
          NO_DEVICE,
          INVALID_DEVICE,
          DEVICE_NOT_LICENSED,
          INVALID_IMAGE,
          INVALID_CONTEXT,
          NO_BINARY_FOR_GPU,
          INVALID_PTX,
          JIT_COMPILER_NOT_FOUND,
          UNSUPPORTED_PTX_VERSION,
          JIT_COMPILATION_DISABLED,
          OPERATING_SYSTEM,
          INVALID_HANDLE,
          NOT_FOUND,
          NOT_READY,
          LAUNCH_OUT_OF_RESOURCES,
          NOT_PERMITTED,
          NOT_SUPPORTED,
          SYSTEM_NOT_READY,
          SYSTEM_DRIVER_MISMATCH,
          COMPAT_NOT_SUPPORTED_ON_DEVICE,
          MPS_CONNECTION_FAILED,
          TIMEOUT ->
          false;
    };
  }

  private String text() {
    return remedy.isEmpty() ? title : title + " (" + remedy + ")";
  }
}
