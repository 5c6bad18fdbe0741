package dev.odeon.gpu.ptx;

/// A virtual register; the assembler maps them to those of the device.
///
/// @param type what it holds
/// @param number its number among those of its type
public record PtxRegister(PtxType type, int number) implements PtxOperand {
  @Override
  public String text() {
    return type.prefix() + number;
  }

  @Override
  public String toString() {
    return text();
  }
}
