package dev.odeon.gpu.driver;

/// What the driver knows about a loaded function, numbered as in `cuda.h` (`CUfunction_attribute`).
public enum FunctionAttribute {
  /// The most threads a block of this function may have.
  MAX_THREADS_PER_BLOCK(0),
  /// Shared memory that the function declares itself, in bytes a block.
  SHARED_BYTES(1),
  /// Constant memory in bytes.
  CONSTANT_BYTES(2),
  /// Local memory in bytes a thread: spilled registers and indexed arrays.
  LOCAL_BYTES(3),
  /// Registers a thread.
  REGISTERS(4),
  /// The PTX version that it was written in, 10 major + minor.
  PTX_VERSION(5),
  /// The compute capability that it was assembled for, 10 major + minor.
  BINARY_VERSION(6),
  /// The most dynamic shared memory a launch may ask for, in bytes; may be set.
  MAX_DYNAMIC_SHARED_BYTES(8);

  private final int number;

  FunctionAttribute(int number) {
    this.number = number;
  }

  /// The number in `cuda.h`.
  public int number() {
    return number;
  }
}
