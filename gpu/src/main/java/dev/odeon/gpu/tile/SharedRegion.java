package dev.odeon.gpu.tile;

/// A place in shared memory.
///
/// @param offset of its first byte
/// @param bytes its size
record SharedRegion(int offset, int bytes) {
  /// The byte after its last.
  int end() {
    return offset + bytes;
  }
}
