package dev.odeon.nn.backend;

/// Where to compute: a wish, which [Placement] fulfils on the machine at hand. As text it is what a
/// fit file says: `cpu`, `cuda`, `cuda:1`, `auto`.
public sealed interface Device {
  /// The processor.
  static Device cpu() {
    return new Cpu();
  }

  /// The first CUDA device.
  static Device cuda() {
    return new Cuda(0);
  }

  /// The CUDA device with the driver's number `ordinal`, from 0.
  static Device cuda(int ordinal) {
    return new Cuda(ordinal);
  }

  /// The first CUDA device if it can be used, else the processor.
  static Device auto() {
    return new Auto();
  }

  /// The processor.
  record Cpu() implements Device {
    @Override
    public String toString() {
      return "cpu";
    }
  }

  /// A GPU that is programmed through NVIDIA's CUDA.
  ///
  /// @param ordinal the driver's number of it, from 0
  record Cuda(int ordinal) implements Device {
    /// Checks the number.
    public Cuda {
      if (ordinal < 0) {
        throw new IllegalArgumentException("ordinal must be at least 0, was " + ordinal);
      }
    }

    @Override
    public String toString() {
      return ordinal == 0 ? "cuda" : "cuda:" + ordinal;
    }
  }

  /// Whatever is there.
  record Auto() implements Device {
    @Override
    public String toString() {
      return "auto";
    }
  }
}
