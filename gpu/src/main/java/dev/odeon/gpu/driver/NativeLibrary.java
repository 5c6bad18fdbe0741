package dev.odeon.gpu.driver;

/// A native library of JCuda that Odeon uses, with the SHA-256 of the only file that is loaded for
/// it.
enum NativeLibrary {
  /// The CUDA driver API; it needs the NVIDIA driver's own library.
  DRIVER(
      "JCudaDriver",
      "jcuda.driver.JCudaDriver",
      "fdc3b4b4fca4f0fab54ff12c0b4d6ad1c5e8d55015b4950834c705e5db301255"),
  /// NVIDIA's PTX compiler, linked statically: it needs neither a driver nor a GPU.
  PTX_COMPILER(
      "JNvPTXCompiler",
      "jcuda.nvptxcompiler.JNvPTXCompiler",
      "6bce6925256b2456ab9521372a3a6ae76438488d0394dd467e32f3c0a32efa18");

  private static final String VERSION = "12.6.0";
  private static final String PLATFORM = "linux-x86_64";

  private final String baseName;
  private final String className;
  private final String sha256;

  NativeLibrary(String baseName, String className, String sha256) {
    this.baseName = baseName;
    this.className = className;
    this.sha256 = sha256;
  }

  /// Its file name, on disk and in the folder `lib` of the jar.
  String fileName() {
    return "lib" + baseName + "-" + VERSION + "-" + PLATFORM + ".so";
  }

  /// The class whose initialisation loads it.
  String className() {
    return className;
  }

  /// The digest of its content, in hexadecimal.
  String sha256() {
    return sha256;
  }
}
