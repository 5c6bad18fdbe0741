package dev.odeon.nn.backend.cpu;

import dev.odeon.nn.backend.cpu.kernel.LaneSum;
import dev.odeon.nn.backend.cpu.kernel.LaneSums;
import dev.odeon.nn.graph.Equation;
import dev.odeon.nn.graph.Graph;
import dev.odeon.nn.graph.Op;
import dev.odeon.nn.graph.Reduction;
import dev.odeon.nn.graph.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides the [Role] of each equation of a graph.
final class Roles {
  /// Tensors of up to so many elements are unrolled.
  private static final int SMALL = 16;

  /// An unrolled equation may make so many nodes.
  private static final int MOST_NODES = 64;

  private final Map<Value, Value> repetitions = new HashMap<>();
  private final Set<Value> needed = new HashSet<>();
  private final Map<Value, LaneSum> laneSums;
  private final Set<Value> absorbed = new HashSet<>();

  Roles(Graph graph) {
    laneSums = LaneSums.of(graph);
    laneSums.values().forEach(sum -> absorbed.addAll(sum.absorbed()));
    for (Equation equation : graph.equations()) {
      if (isRepetition(equation)) {
        repetitions.put(equation.result(), equation.operands().getFirst());
      }
    }
    needed.addAll(graph.outputs());
    for (Equation equation : graph.equations()) {
      if (!isAbsorbed(equation) && !(byNature(equation) instanceof Role.Looped)) {
        needed.addAll(operands(equation));
      }
    }
  }

  /// The scalar that `value` repeats, or `value`.
  Value source(Value value) {
    return repetitions.getOrDefault(value, value);
  }

  /// Whether `value` repeats a scalar.
  boolean isRepetition(Value value) {
    return repetitions.containsKey(value);
  }

  private static boolean isRepetition(Equation equation) {
    return equation.op() instanceof Op.BroadcastInDim broadcast
        && broadcast.axes().isEmpty()
        && broadcast.shape().size() > SMALL;
  }

  /// The sum over lanes that `equation` is, with what it takes along; null if it is none.
  @Nullable LaneSum laneSum(Equation equation) {
    return equation.results().size() == 1 ? laneSums.get(equation.result()) : null;
  }

  /// Values that are never written, since the sum that would read them takes them along.
  Set<Value> absorbed() {
    return absorbed;
  }

  private boolean isAbsorbed(Equation equation) {
    return equation.results().size() == 1 && absorbed.contains(equation.result());
  }

  /// What `equation` reads when run.
  List<Value> operands(Equation equation) {
    LaneSum sum = laneSum(equation);
    return sum == null ? equation.operands() : sum.operands();
  }

  Role of(Equation equation) {
    boolean unread =
        isAbsorbed(equation) || (isRepetition(equation) && !needed.contains(equation.result()));
    return unread ? new Role.Nothing() : byNature(equation);
  }

  private static Role byNature(Equation equation) {
    if (equation.op() instanceof Op.Constant) {
      return new Role.Nothing();
    }
    if (equation.results().size() != 1) {
      return new Role.Interpreted();
    }
    Value result = equation.result();
    if (result.type().size() == 0) {
      return new Role.Interpreted();
    }
    int nodes = unrolledNodes(equation);
    if (nodes > 0 && nodes <= MOST_NODES && operandElements(equation) <= MOST_NODES) {
      return new Role.Unrolled(result.scope());
    }
    return equation.op() instanceof Op.Elementwise
        ? new Role.Looped(result.scope(), result.type().size())
        : new Role.Interpreted();
  }

  private static int operandElements(Equation equation) {
    return equation.operands().stream().mapToInt(x -> x.type().size()).sum();
  }

  /// Number of nodes that `equation` makes when unrolled; 0 if it cannot be.
  private static int unrolledNodes(Equation equation) {
    int size = equation.result().type().size();
    if (size > SMALL) {
      return 0;
    }
    return switch (equation.op()) {
      case Op.Reduce reduce -> reduce.kind() == Reduction.SUM ? 2 * operandElements(equation) : 0;
      case Op.DotGeneral _ -> {
        int left = equation.operands().get(0).type().size();
        int right = equation.operands().get(1).type().size();
        yield size == 0 ? 0 : (int) Math.round(Math.sqrt((double) left * right * size)) + size;
      }
      case Op.Elementwise _, Op.Rearrangement _ -> size;
      case Op.Constant _, Op.Combination _, Op.Call _ -> 0;
    };
  }
}
