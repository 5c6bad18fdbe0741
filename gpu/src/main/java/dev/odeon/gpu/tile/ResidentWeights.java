package dev.odeon.gpu.tile;

import dev.odeon.gpu.ptx.PtxImmediate;
import dev.odeon.gpu.ptx.PtxRegister;
import java.util.LinkedHashMap;
import java.util.OptionalInt;
import java.util.SequencedMap;

/// Which weights stay in shared memory for the whole kernel, and where. Also notes which ones
/// products ask for, so that the kernel can be written again with room for them.
final class ResidentWeights {
  private record Place(int offset, int atOnce) {}

  private final SequencedMap<WeightView, Place> places;
  private final SequencedMap<WeightView, Integer> asked = new LinkedHashMap<>();
  private final int bytes;

  private ResidentWeights(SequencedMap<WeightView, Place> places, int bytes) {
    this.places = places;
    this.bytes = bytes;
  }

  /// All weights come in slabs.
  static ResidentWeights none() {
    return new ResidentWeights(new LinkedHashMap<>(), 0);
  }

  /// All weights that were asked for stay.
  ResidentWeights all() {
    SequencedMap<WeightView, Place> all = new LinkedHashMap<>();
    int offset = 0;
    for (var one : asked.sequencedEntrySet()) {
      all.put(one.getKey(), new Place(offset, one.getValue()));
      int slabs = Math.ceilDiv(one.getKey().depth(), SlabCopy.DEPTH);
      offset += slabs * SlabCopy.bytes(one.getKey(), one.getValue());
    }
    return new ResidentWeights(all, offset);
  }

  /// The bytes that they take.
  int bytes() {
    return bytes;
  }

  /// Whether any product reads weights.
  boolean wereAsked() {
    return !asked.isEmpty();
  }

  /// Where the weights lie, if they stay.
  ///
  /// @param atOnce rows that a thread reads at once
  OptionalInt place(WeightView view, int atOnce) {
    asked.merge(view, atOnce, Math::max);
    Place place = places.get(view);
    return place == null ? OptionalInt.empty() : OptionalInt.of(place.offset());
  }

  /// Writes what brings them there.
  void load(TileThreads threads) {
    places.forEach((view, place) -> threads.code().scoped(() -> load(threads, view, place)));
  }

  private static void load(TileThreads threads, WeightView view, Place place) {
    SlabCopy copy = new SlabCopy(threads, view, place.atOnce());
    PtxRegister to = threads.code().variable(copy.target(place.offset()));
    if (copy.whole() > 0) {
      threads.repeat(
          copy.whole(),
          _ -> {
            copy.store(copy.load(null), null, to);
            PtxImmediate slab = PtxImmediate.of(SlabCopy.bytes(view, place.atOnce()));
            threads.code().assign(to, "add.s32", to, slab);
          });
    }
    if (copy.rest() > 0) {
      PtxRegister has = copy.has(copy.rest());
      copy.store(copy.load(has), has, to);
    }
  }
}
