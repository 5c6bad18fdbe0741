package dev.odeon.nn.function;

/// The first bits of 2/pi, enough for the largest number of either format.
final class TwoOverPi {
  /// Bits 1 to 1216 behind the binary point.
  private static final long[] BITS = {
    0xa2f9836e4e441529L, 0xfc2757d1f534ddc0L, 0xdb6295993c439041L, 0xfe5163abdebbc561L,
    0xb7246e3a424dd2e0L, 0x06492eea09d1921cL, 0xfe1deb1cb129a73eL, 0xe88235f52ebb4484L,
    0xe99c7026b45f7e41L, 0x3991d639835339f4L, 0x9c845f8bbdf9283bL, 0x1ff897ffde05980fL,
    0xef2f118b5a0a6d1fL, 0x6d367ecf27cb09b7L, 0x4f463f669e5fea2dL, 0x7527bac7ebe5f17bL,
    0x3d0739f78a5292eaL, 0x6bfb5fb11f8d5d08L, 0x56033046fc7b6babL
  };

  private TwoOverPi() {}

  /// Word `index` of the width of `format`, after a word of zeros.
  static long word(FloatFormat format, int index) {
    if (index == 0) {
      return 0;
    }
    int before = index - 1;
    return switch (format) {
      case BINARY64 -> BITS[before];
      case BINARY32 -> (int) (BITS[before / 2] >>> (before % 2 == 0 ? 32 : 0));
    };
  }
}
