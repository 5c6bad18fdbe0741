package dev.odeon.nn.params;

/// Element types of safetensors files that can be read. All are little-endian.
public enum StoredType {
  /// IEEE 754 binary64.
  F64(8),
  /// Two's complement, 64 bits.
  I64(8),
  /// IEEE 754 binary32.
  F32(4),
  /// Two's complement, 32 bits.
  I32(4),
  /// IEEE 754 binary16.
  F16(2),
  /// The upper 16 bits of a binary32.
  BF16(2),
  /// Unsigned, 8 bits.
  U8(1),
  /// One byte, 0 or 1.
  BOOL(1);

  private final int bytes;

  StoredType(int bytes) {
    this.bytes = bytes;
  }

  /// Size of one element in bytes.
  public int bytes() {
    return bytes;
  }
}
