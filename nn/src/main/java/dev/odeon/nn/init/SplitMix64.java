package dev.odeon.nn.init;

import java.nio.charset.StandardCharsets;

/// A seeded generator with specified output, the same on every Java machine.
///
/// State s, step s += 0x9E3779B97F4A7C15, output mix(s) with the finaliser of Steele, Lea and
/// Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014. Not for cryptography. Not
/// thread-safe.
public final class SplitMix64 {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;
  private static final long FNV_OFFSET = 0xCBF29CE484222325L;
  private static final long FNV_PRIME = 0x100000001B3L;

  private long state;

  /// The generator with initial state `seed`.
  public SplitMix64(long seed) {
    state = seed;
  }

  /// The stream named `name` under `seed`: independent of every other name's stream.
  ///
  /// The initial state is mix(mix(seed) + h), h the 64-bit FNV-1a hash of the name in UTF-8.
  public static SplitMix64 stream(long seed, String name) {
    long hash = FNV_OFFSET;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (b & 0xFF)) * FNV_PRIME;
    }
    return new SplitMix64(mix(mix(seed) + hash));
  }

  /// The next 64 bits.
  public long nextLong() {
    state += GOLDEN_GAMMA;
    return mix(state);
  }

  /// Uniform on [0, 1): the upper 53 bits of [#nextLong] times 2^-53.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1p-53;
  }

  /// Standard normal, by the polar method of Marsaglia; the second value of each pair is discarded.
  public double nextGaussian() {
    while (true) {
      double u = 2 * nextDouble() - 1;
      double v = 2 * nextDouble() - 1;
      double s = u * u + v * v;
      if (s > 0 && s < 1) {
        return u * Math.sqrt(-2 * StrictMath.log(s) / s);
      }
    }
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }
}
