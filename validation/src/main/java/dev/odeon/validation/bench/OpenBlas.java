package dev.odeon.validation.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// The matrix products of the system's OpenBLAS, to measure against.
final class OpenBlas {
  private static final String LIBRARY = "libopenblas.so.0";

  /// Constants of the C interface: row-major order, and a matrix that is not transposed.
  private static final int ROW_MAJOR = 101;

  private static final int NOT_TRANSPOSED = 111;

  private final MethodHandle doubles;
  private final MethodHandle floats;

  private OpenBlas(SymbolLookup library) {
    doubles = product(library, "cblas_dgemm", ValueLayout.JAVA_DOUBLE);
    floats = product(library, "cblas_sgemm", ValueLayout.JAVA_FLOAT);
  }

  /// The library; empty where it is not installed.
  @SuppressWarnings("restricted") // native code is what is measured
  static Optional<OpenBlas> find() {
    try {
      return Optional.of(new OpenBlas(SymbolLookup.libraryLookup(LIBRARY, Arena.global())));
    } catch (IllegalArgumentException e) {
      System.err.println("bench: " + LIBRARY + " is not installed, so nothing is compared with it");
      return Optional.empty();
    }
  }

  @SuppressWarnings("restricted")
  private static MethodHandle product(SymbolLookup library, String name, ValueLayout element) {
    ValueLayout n = ValueLayout.JAVA_INT;
    ValueLayout array = ValueLayout.ADDRESS;
    return Linker.nativeLinker()
        .downcallHandle(
            library.findOrThrow(name),
            FunctionDescriptor.ofVoid(
                n, n, n, n, n, n, element, array, n, array, n, element, array, n));
  }

  /// `c = a b` for square matrices of n rows, `double` elements.
  void doubles(MemorySegment a, MemorySegment b, MemorySegment c, int n) {
    try {
      doubles.invokeExact(
          ROW_MAJOR, NOT_TRANSPOSED, NOT_TRANSPOSED, n, n, n, 1.0, a, n, b, n, 0.0, c, n);
    } catch (Throwable e) {
      throw new IllegalStateException("cblas_dgemm failed", e);
    }
  }

  /// The same, `float` elements.
  void floats(MemorySegment a, MemorySegment b, MemorySegment c, int n) {
    try {
      floats.invokeExact(
          ROW_MAJOR, NOT_TRANSPOSED, NOT_TRANSPOSED, n, n, n, 1f, a, n, b, n, 0f, c, n);
    } catch (Throwable e) {
      throw new IllegalStateException("cblas_sgemm failed", e);
    }
  }
}
