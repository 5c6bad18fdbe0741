package dev.odeon.nn.backend.cpu;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// Straight-line code for one element and lane, run in a loop over elements and lanes.
///
/// @param elements number of elements that the loop runs over, at least 1
/// @param nodes operations; node i defines register i
/// @param stores what is written, after all nodes
record LaneProgram(int elements, List<Node> nodes, List<Store> stores) {
  LaneProgram {
    nodes = List.copyOf(nodes);
    stores = List.copyOf(stores);
  }

  /// A register written to an array.
  record Store(Access at, int register) {}

  /// Whether one flat loop over all elements and lanes would do: nothing is read that stands for
  /// several elements or lanes.
  boolean isFlat() {
    return nodes.stream().allMatch(n -> !(n instanceof Node.Load load) || isWhole(load.at()))
        && stores.stream().allMatch(store -> isWhole(store.at()));
  }

  private static boolean isWhole(Access at) {
    return at.strided() && at.perLane() && at.element() == 0;
  }

  /// The numbers of the arrays that it reads and writes, in the order in which they come up.
  int[] slots() {
    return Stream.concat(
            nodes.stream()
                .filter(Node.Load.class::isInstance)
                .map(node -> ((Node.Load) node).at().slot()),
            stores.stream().map(store -> store.at().slot()))
        .mapToInt(Integer::intValue)
        .distinct()
        .toArray();
  }

  /// The same on arrays that are numbered by their places in `slots`.
  LaneProgram onSlots(int[] slots) {
    Map<Integer, Integer> places = new HashMap<>();
    for (int i = 0; i < slots.length; i++) {
      places.put(slots[i], i);
    }
    List<Node> moved = new ArrayList<>();
    for (Node node : nodes) {
      moved.add(
          node instanceof Node.Load load
              ? new Node.Load(move(load.at(), places), load.type())
              : node);
    }
    return new LaneProgram(
        elements,
        moved,
        stores.stream()
            .map(store -> new Store(move(store.at(), places), store.register()))
            .toList());
  }

  private static Access move(Access at, Map<Integer, Integer> places) {
    int place = places.getOrDefault(at.slot(), -1);
    return new Access(place, at.element(), at.strided(), at.perLane());
  }

  /// Whether it has numbers of 32 bits, and none of 64.
  boolean isNarrow() {
    return nodes.stream().anyMatch(node -> node.type().bytes() == 4)
        && nodes.stream().noneMatch(node -> node.type().bytes() == 8);
  }

  /// Collects nodes, equal ones once.
  static final class Builder {
    private final int elements;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<Node, Integer> registers = new HashMap<>();
    private final List<Store> stores = new ArrayList<>();

    Builder(int elements) {
      this.elements = elements;
    }

    /// The register of `node`.
    int add(Node node) {
      Integer known = registers.get(node);
      if (known != null) {
        return known;
      }
      nodes.add(node);
      registers.put(node, nodes.size() - 1);
      return nodes.size() - 1;
    }

    Node node(int register) {
      return nodes.get(register);
    }

    void store(Access at, int register) {
      stores.add(new Store(at, register));
    }

    int size() {
      return nodes.size();
    }

    LaneProgram build() {
      return new LaneProgram(elements, FreeNans.of(nodes, stores), stores);
    }
  }
}
