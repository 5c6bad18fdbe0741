package dev.odeon.gpu.driver;

/// An entry of a module: a kernel that can be launched.
public final class CudaFunction {
  /// More dynamic shared memory than this must be asked for (*CUDA C++ Programming Guide*, "Shared
  /// Memory" of compute capability 7.x).
  private static final int FREE_SHARED_BYTES = 48 << 10;

  private final CudaContext context;
  private final String name;
  private final long handle;

  CudaFunction(CudaContext context, String name, long handle) {
    this.context = context;
    this.name = name;
    this.handle = handle;
  }

  /// Its name in the PTX text.
  public String name() {
    return name;
  }

  /// Registers a thread.
  public int registers() {
    return attribute(FunctionAttribute.REGISTERS);
  }

  /// Local memory a thread in bytes; more than what the text declares are spilled registers.
  public int localBytes() {
    return attribute(FunctionAttribute.LOCAL_BYTES);
  }

  /// An attribute.
  public int attribute(FunctionAttribute attribute) {
    return context.ask(d -> d.functionAttribute(attribute, handle));
  }

  /// How many blocks of so many threads, each with `sharedBytes` of dynamic shared memory, one
  /// multiprocessor holds at a time.
  public int residentBlocks(int threads, int sharedBytes) {
    allow(sharedBytes);
    return context.ask(d -> d.residentBlocks(handle, threads, sharedBytes));
  }

  /// Puts a launch into `stream`. What goes wrong in the kernel shows when the stream is
  /// synchronised.
  public void launch(LaunchShape shape, KernelParameters parameters, CudaStream stream) {
    allow(shape.sharedBytes());
    context.tell(d -> d.launch(handle, shape, stream.handle(), parameters));
  }

  /// Blocks with much shared memory have to be allowed, also to be counted.
  private void allow(int sharedBytes) {
    if (sharedBytes > FREE_SHARED_BYTES) {
      context.tell(
          d ->
              d.setFunctionAttribute(
                  FunctionAttribute.MAX_DYNAMIC_SHARED_BYTES, sharedBytes, handle));
    }
  }
}
