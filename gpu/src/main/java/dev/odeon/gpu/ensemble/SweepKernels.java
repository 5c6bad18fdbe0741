package dev.odeon.gpu.ensemble;

import java.util.List;

/// The kernels of a way back that keeps the factors of sums over lanes.
///
/// @param sweep goes back over steps
/// @param columns lanes of a block of threads of it, of which 64 are a multiple
/// @param adders one a sum, see [KeptSum]: they take (number of steps, number of blocks, how many
///   lanes of each block have each step, what was kept, sums of each block)
/// @param folder adds sums of blocks
/// @param ptx the text of these
public record SweepKernels(
    TrajectoryKernel sweep, int columns, List<Adder> adders, Folder folder, String ptx) {
  public SweepKernels {
    adders = List.copyOf(adders);
  }

  /// A kernel that adds up.
  ///
  /// @param name of its entry
  /// @param tiles blocks of threads for a block of lanes
  /// @param threads of a block
  public record Adder(String name, int tiles, int threads) {}

  /// A kernel that takes (number of elements, how many blocks are apart, sums of each block) and
  /// adds to each the sums of the block that is so far behind it.
  ///
  /// @param name of its entry
  /// @param threads of a block, one an element
  public record Folder(String name, int threads) {}
}
