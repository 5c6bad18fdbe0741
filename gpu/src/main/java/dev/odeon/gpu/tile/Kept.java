package dev.odeon.gpu.tile;

import dev.odeon.gpu.ensemble.LaneOrder;
import dev.odeon.gpu.ptx.MemoryTensor;
import dev.odeon.gpu.ptx.PtxRegister;
import dev.odeon.gpu.ptx.PtxSpace;
import dev.odeon.gpu.ptx.PtxType;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the columns of a tile keep in the memory of the device: the last outputs of a graph, each
/// element of a column some bytes behind the one before. What is kept need not stay in shared
/// memory until it is read again.
///
/// @param address of the column's first
/// @param outputs how many outputs of the graph are kept
/// @param elements the first of the elements of each, an output may be several times
record Kept(PtxRegister address, int outputs, Map<Value, List<Integer>> elements) {
  static final Kept NOTHING = new Kept(new PtxRegister(PtxType.B64, -1), 0, Map.of());

  Kept {
    elements = Map.copyOf(elements);
  }

  /// The outputs from `first` on.
  static Kept of(Graph graph, int first, PtxRegister address) {
    Map<Value, List<Integer>> elements = new HashMap<>();
    int next = 0;
    for (Value value : graph.outputs().subList(first, graph.outputs().size())) {
      elements.computeIfAbsent(value, _ -> new ArrayList<>()).add(next);
      next += value.type().size();
    }
    return new Kept(address, graph.outputs().size() - first, elements);
  }

  /// The places of a value, none if it is not kept.
  List<MemoryTensor> places(TileThreads threads, Value value) {
    long pitch = (long) LaneOrder.LANES * value.type().dtype().bytes();
    return elements.getOrDefault(value, List.of()).stream()
        .map(
            first ->
                new MemoryTensor(
                    PtxSpace.GLOBAL,
                    value.type().dtype(),
                    value.type().size(),
                    threads.plus(address, first * pitch),
                    pitch,
                    null))
        .toList();
  }
}
