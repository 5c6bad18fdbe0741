package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.graph.LogicalFunction;
import java.util.ArrayList;
import java.util.List;

/// Leaves NaNs their bits where nobody can tell them apart.
///
/// A number gives its bits away with the canonical NaN. Where they only gain further bits before
/// they are a real again, as when a function gives its result the sign of its argument, any NaN
/// becomes a NaN; to make it canonical would cost a comparison and a choice.
final class FreeNans {
  private final List<Node> nodes;
  private final List<List<Integer>> readers;
  private final boolean[] stored;

  private FreeNans(List<Node> nodes, List<LaneProgram.Store> stores) {
    this.nodes = nodes;
    readers = new ArrayList<>();
    stored = new boolean[nodes.size()];
    for (int i = 0; i < nodes.size(); i++) {
      readers.add(new ArrayList<>());
      for (int operand : operands(nodes.get(i))) {
        readers.get(operand).add(i);
      }
    }
    stores.forEach(store -> stored[store.register()] = true);
  }

  /// The nodes of a program, each in the place of the one that it stands for.
  static List<Node> of(List<Node> nodes, List<LaneProgram.Store> stores) {
    FreeNans all = new FreeNans(nodes, stores);
    List<Node> result = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      boolean isFree = nodes.get(i) instanceof Node.Bitcast && all.onlyGainsBits(i);
      result.add(isFree ? reinterpretation((Node.Bitcast) nodes.get(i)) : nodes.get(i));
    }
    return result;
  }

  private static Node reinterpretation(Node.Bitcast bitcast) {
    return new Node.Reinterpret(bitcast.from(), bitcast.type(), bitcast.x());
  }

  private boolean onlyGainsBits(int register) {
    return !stored[register]
        && readers.get(register).stream()
            .allMatch(reader -> gainsBits(reader) && becomesReal(reader));
  }

  private boolean gainsBits(int register) {
    return nodes.get(register) instanceof Node.Logical logical
        && logical.function() == LogicalFunction.OR;
  }

  private boolean becomesReal(int register) {
    return !stored[register]
        && readers.get(register).stream()
            .map(nodes::get)
            .allMatch(node -> node instanceof Node.Bitcast cast && cast.type().isFloating());
  }

  private static int[] operands(Node node) {
    return switch (node) {
      case Node.Load _, Node.Constant _ -> new int[0];
      case Node.Unary unary -> new int[] {unary.x()};
      case Node.Binary binary -> new int[] {binary.x(), binary.y()};
      case Node.Fma fma -> new int[] {fma.x(), fma.y(), fma.z()};
      case Node.Compare compare -> new int[] {compare.x(), compare.y()};
      case Node.Logical logical -> new int[] {logical.x(), logical.y()};
      case Node.Not not -> new int[] {not.x()};
      case Node.ShiftBits shift -> new int[] {shift.x(), shift.y()};
      case Node.Select select -> new int[] {select.p(), select.x(), select.y()};
      case Node.Convert convert -> new int[] {convert.x()};
      case Node.Bitcast bitcast -> new int[] {bitcast.x()};
      case Node.Reinterpret reinterpret -> new int[] {reinterpret.x()};
    };
  }
}
