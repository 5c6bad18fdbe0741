package dev.odeon.gpu.driver;

/// A queue of work on a device: copies, fills and launches run in the order in which they were put
/// in.
public final class CudaStream implements AutoCloseable {
  private final CudaContext context;
  private final long handle;
  private boolean closed;

  CudaStream(CudaContext context, long handle) {
    this.context = context;
    this.handle = handle;
  }

  /// Waits until everything put in is done.
  ///
  /// @throws DeadContextException if some of it failed, such as a kernel that reached outside its
  ///   memory
  public void synchronize() {
    context.tell(d -> d.synchronize(handle()));
  }

  /// Waits until everything put in is done, whatever came of it: before memory that it may use is
  /// freed while an exception is on its way.
  public void settle() {
    if (!closed) {
      context.release(d -> d.synchronize(handle));
    }
  }

  /// Runs `work`, which puts something in, waits for it, and tells how long the device took.
  ///
  /// @return seconds between the beginning and the end of that work on the device
  public double seconds(Runnable work) {
    long start = context.ask(CudaDriver::createEvent);
    try {
      long end = context.ask(CudaDriver::createEvent);
      try {
        context.tell(d -> d.recordEvent(start, handle()));
        work.run();
        context.tell(d -> d.recordEvent(end, handle()));
        context.tell(d -> d.synchronizeEvent(end));
        return context.ask(d -> d.elapsedMilliseconds(start, end)) * 1e-3;
      } finally {
        context.release(d -> d.destroyEvent(end));
      }
    } finally {
      context.release(d -> d.destroyEvent(start));
    }
  }

  /// Destroys the stream; work that it still holds is done nevertheless.
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      context.release(d -> d.destroyStream(handle));
    }
  }

  CudaContext context() {
    return context;
  }

  long handle() {
    if (closed) {
      throw new IllegalStateException("the stream is closed");
    }
    return handle;
  }
}
