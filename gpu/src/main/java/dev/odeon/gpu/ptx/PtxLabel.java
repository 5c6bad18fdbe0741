package dev.odeon.gpu.ptx;

/// A place in the code.
///
/// @param number its number within the kernel
public record PtxLabel(int number) {
  /// The spelling in PTX.
  public String text() {
    return "L" + number;
  }

  @Override
  public String toString() {
    return text();
  }
}
