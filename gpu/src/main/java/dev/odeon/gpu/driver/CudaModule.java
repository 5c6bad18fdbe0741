package dev.odeon.gpu.driver;

/// PTX text that was assembled and loaded.
public final class CudaModule implements AutoCloseable {
  private final CudaContext context;
  private final ModuleImage image;
  private boolean closed;

  CudaModule(CudaContext context, ModuleImage image) {
    this.context = context;
    this.image = image;
  }

  /// What the assembler had to say; may be empty, and is where the driver's cache had the code.
  public String log() {
    return image.log();
  }

  /// The entry called `name`; it lives as long as the module.
  ///
  /// @throws CudaException if there is none
  public CudaFunction function(String name) {
    if (closed) {
      throw new IllegalStateException("the module is closed");
    }
    return new CudaFunction(context, name, context.ask(d -> d.function(image.handle(), name)));
  }

  /// Unloads the code.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.release(d -> d.unloadModule(image.handle()));
    }
  }
}
