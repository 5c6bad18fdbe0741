package dev.odeon.gpu.ensemble;

/// The order in which what lanes of a block of 64 keep stands in memory: those first that a sum
/// over lanes adds first. Lanes 16 apart are neighbours, and so are accumulators that are added to
/// each other.
public final class LaneOrder {
  /// Lanes of a block.
  public static final int LANES = 64;

  /// Accumulators of a sum over lanes.
  public static final int RESIDUES = 16;

  /// Bits of the number of an accumulator.
  public static final int RESIDUE_BITS = 4;

  /// Lanes of an accumulator.
  public static final int TURNS = LANES / RESIDUES;

  private LaneOrder() {}

  /// Where lane `lane` stands.
  public static int place(int lane) {
    int reversed = Integer.reverse(lane % RESIDUES) >>> (Integer.SIZE - RESIDUE_BITS);
    return reversed * TURNS + lane / RESIDUES;
  }

  /// The places of all lanes.
  static double[] places() {
    double[] places = new double[LANES];
    for (int lane = 0; lane < LANES; lane++) {
      places[lane] = place(lane);
    }
    return places;
  }
}
